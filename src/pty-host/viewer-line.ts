import type { FrameKind } from '../shared/contract/host-frames.ts'
import type { Replay } from '../shared/contract/host.ts'

/** The line to one viewer. */
export type ViewerLine = {
  readonly sendFrame: (kind: FrameKind, pieces: readonly Uint8Array[]) => void
  readonly sendJson: (kind: FrameKind, value: unknown) => void
  readonly sendReplay: (replay: Replay) => void
  readonly close: () => void
}

/** Gives the screen as it is after everything put out so far, in its turn; never when the viewer is gone by then. */
export type CaptureScreen = (
  part: 'whole' | 'frame',
  use: (replay: Replay, unfinished: Uint8Array) => void,
) => void
