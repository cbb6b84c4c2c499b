// Every number of the page that is not a matter of looks: the unit is in the name, the reason in the comment.

/** Connection. */
export const firstViewWithinMs = 150 // then the page says that it waits for main
export const reconnectAskMs = 1_000 // main answers in a few ms; a main that starts needs up to a second
export const streamRetryMs = [100, 500, 2_000, 5_000] as const // a terminal's stream that ended alone

/** Terminals. */
export const scrollbackLines = 10_000 // as many as the mirror has
export const scrollbarWidth = 10 // CSS px; marks of commands and finds stand in it
export const ackBytes = 64 * 1024 // one acknowledgement a batch of output
export const ackIdleMs = 50 // the rest is acknowledged when nothing more comes; far below the viewer's mark
export const replaySliceBytes = 64 * 1024 // of a screen that is shown: about a millisecond of parsing at once
export const drawnWithinMs = 250 // of a frame in a window that is seen; it takes 20, on a busy machine 100
export const webglContextsMax = 12 // Chromium ends the oldest of 16 contexts; the rest is for others
export const searchHitsMax = 5_000 // marked at once; more are said to be there
export const commandMarksMax = 1_000 // of one terminal
export const smallBufferLines = 2_000 // reflowing so many lines takes less than a frame
export const imageBytesMax = 16 * 1024 * 1024 // of one image
export const imageStorageMegabytes = 64 // of one terminal; older images go first
export const resizeSettleMs = 60 // a divider that is dragged must not send a SIGWINCH a frame
export const inputCharsMax = 256 * 1024 // of one message; a larger paste is cut into several
export const copiedTextBytesMax = 1024 * 1024 // that a program puts into the clipboard
export const heldKeysMax = 1_000 // pressed while nothing had the keyboard
export const heldKeysMs = 10_000 // a pane of a window that starts on a busy machine takes that long
export const heldInputCharsMax = 1024 * 1024 // typed or pasted while a screen is replayed, which takes a second at most
export const bellFlashMs = 400

/** Window. */
export const activityColumnMinWidth = 1_100 // px of the window below which the activity column starts closed
export const sidebarMinWidth = 820
export const clockTickMs = 10_000 // ages are shown in tens of seconds at best
export const lettersSettleMs = 250 // letters often come in twos; and who leafs through agents asks for none
export const toastMs = 8_000
export const announceSettleMs = 1_000 // changes within a second are read out as one sentence
export const hoverCardDelayMs = 450
export const promptLabelChars = 64 // of an earlier prompt in the list
export const longTextChars = 2_000 // a setting that may be longer gets a box of several lines
export const familyLanesMax = 10 // more lines than these are no picture any more
export const familyEntriesMax = 1_000 // an hour of a busy family

/** Timeline. */
export const timelinePageEntries = 100 // asked for at once: some screens of them
export const timelinePagesMax = 20 // kept; the others are asked for again when they come into view
export const timelineHeadsMax = 400 // told since the list was found: then it is found anew
export const searchSettleMs = 200 // a search is asked for when somebody stops typing
export const placeFlashMs = 2_400 // the line that was gone to
