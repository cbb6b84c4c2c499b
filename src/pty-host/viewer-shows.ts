import type { Replay } from '../shared/contract/host.ts'
import { scrollbackLines, skipFrameLines } from '../shared/terminal-limits.ts'
import type { Capture } from './mirror.ts'
import type { RemoteScreen } from './screens/remote-screen.ts'
import type { CaptureScreen } from './viewer-line.ts'

/** What a viewer is shown of a screen, each in its turn of the stream; nothing when the viewer is gone by then. */
export function showsOf(
  screen: RemoteScreen,
  options: {
    readonly isThere: () => boolean
    readonly describe: () => { readonly isRestored: boolean; readonly isAlive: boolean }
  },
): { readonly capture: CaptureScreen; readonly front: (use: (replay: Replay) => void) => void } {
  const tell =
    (use: (replay: Replay, unfinished: Uint8Array) => void) =>
    ({ cols, rows, serialized, unfinished }: Capture): void => {
      if (options.isThere()) use({ cols, rows, serialized, ...options.describe() }, unfinished)
    }
  return {
    capture: (part, use) => {
      if (part === 'whole') screen.capture({ scrollback: scrollbackLines }, tell(use))
      else screen.picture(skipFrameLines, tell(use))
    },
    front: (use) => screen.capture({ scrollback: 0 }, tell(use)),
  }
}
