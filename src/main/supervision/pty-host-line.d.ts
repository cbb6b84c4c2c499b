import { type FrameChannel } from '../../shared/contract/frame-channel.ts'
import type { FrameKind } from '../../shared/contract/host-frames.ts'
import { hostContract, type HostAddress } from '../../shared/contract/host.ts'
import { type WireClient } from '../../shared/contract/wire.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
/** One connection to the pty host on which hello has been said. */
export type HostLine = {
  readonly channel: FrameChannel
  readonly wire: WireClient<typeof hostContract>
  readonly hostPid: number
}
/** Connects and says hello. Rejects with a `WireError`: `closed`, `bad-token` or `bad-version`. */
export declare function openHostLine(options: {
  readonly address: HostAddress
  readonly clock: Clock
  readonly onFrame: (kind: FrameKind, payload: Uint8Array) => void
}): Promise<HostLine>
