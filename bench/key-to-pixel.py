"""Presses a key in an X window and watches for the first pixel that changes: `key-to-pixel.py CLASS KEYS`.

Prints one number a line: milliseconds from the key's press to the change. Needs python3-xlib. No compositor and no display
is in it: what a screen adds is the same for all. Exits with 2 when there is no such window, with 3 when nothing is drawn.
"""
import sys
import time

from Xlib import X, XK, display
from Xlib.error import BadDrawable, BadWindow
from Xlib.ext import xtest

FIND_WITHIN_S, DRAW_WITHIN_S, CALM_S = 20, 1, 0.04


def window_of(name):
    """The largest window that is shown whose class holds `name`."""
    until = time.monotonic() + FIND_WITHIN_S
    while time.monotonic() < until:
        found = []
        for window in screen.root.query_tree().children:
            try:
                if window.get_attributes().map_state != X.IsViewable or name not in classes(window):
                    continue
                size = window.get_geometry()
            except (BadWindow, BadDrawable):  # it is gone meanwhile
                continue
            found.append((size.width * size.height, window))
        if found:
            return max(found, key=lambda one: one[0])[1]
        time.sleep(0.1)
    sys.exit(2)


def classes(window):
    inner = window.query_tree().children
    return ' '.join(' '.join(one.get_wm_class() or ()) for one in [window, *inner]).lower()


def shot(x, y, width, height):
    return screen.root.get_image(x, y, width, height, X.ZPixmap, 0xFFFFFFFF).data


def calm(region):
    """A picture of it that has stood for a moment."""
    last = shot(*region)
    while True:
        time.sleep(CALM_S)
        now = shot(*region)
        if now == last:
            return now
        last = now


def press():
    xtest.fake_input(session, X.KeyPress, key)
    session.sync()


def release():
    xtest.fake_input(session, X.KeyRelease, key)
    session.sync()


session = display.Display()
screen = session.screen()
key = session.keysym_to_keycode(XK.string_to_keysym('a'))
window = window_of(sys.argv[1])
window.configure(stack_mode=X.Above)
window.set_input_focus(X.RevertToPointerRoot, X.CurrentTime)
session.sync()
place = window.get_geometry()
whole = (max(place.x, 0), max(place.y, 0), min(place.width, screen.width_in_pixels - max(place.x, 0)),
         min(place.height, screen.height_in_pixels - max(place.y, 0)))

# Where a character appears: the rows of pixels that the first one changes.
before = calm(whole)
press()
release()
time.sleep(DRAW_WITHIN_S)
after = calm(whole)
stride = len(before) // whole[3]
rows = [row for row in range(whole[3]) if before[row * stride:(row + 1) * stride] != after[row * stride:(row + 1) * stride]]
if not rows:
    sys.exit(3)
strip = (whole[0], whole[1] + rows[0], whole[2], min(rows[-1] - rows[0] + 1, 24))

for number in range(int(sys.argv[2])):
    standing = calm(strip)
    time.sleep(0.003 * (number % 6))  # at another moment of a frame each time
    began = time.perf_counter()
    press()
    while shot(*strip) == standing:
        if time.perf_counter() - began > DRAW_WITHIN_S:
            sys.exit(3)
    print(f'{(time.perf_counter() - began) * 1000:.2f}', flush=True)
    release()
