import { connect } from 'node:net'
import { openFrameChannel, type FrameChannel } from '../../shared/contract/frame-channel.ts'
import type { FrameKind } from '../../shared/contract/host-frames.ts'
import { hostContract, hostProtocolVersion, type HostAddress } from '../../shared/contract/host.ts'
import { connectWire, WireError, type WireClient } from '../../shared/contract/wire.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { hostHelloWithinMs, hostReplyBytesMax, hostUnsentBytesMax } from '../../shared/terminal-limits.ts'

/** One connection to the pty host on which hello has been said. */
export type HostLine = {
  readonly channel: FrameChannel
  readonly wire: WireClient<typeof hostContract>
  readonly hostPid: number
  readonly hostVersion: string
  readonly protocolVersion: number // which both speak
}

/** Connects and says hello, in the host's version if it is older. Rejects with a `WireError`: `closed`, `bad-token` or `bad-version`. */
export async function openHostLine(options: {
  readonly address: HostAddress
  readonly clock: Clock
  readonly onFrame: (kind: FrameKind, payload: Uint8Array) => void
}): Promise<HostLine> {
  const { address, clock } = options
  const socket = connect(address.socketPath)
  const channel = openFrameChannel({
    socket,
    payloadBytesMax: hostReplyBytesMax,
    unsentBytesMax: hostUnsentBytesMax,
    onFrame: options.onFrame,
  })
  const wire = connectWire(hostContract, channel)
  const tooLate = clock.after(hostHelloWithinMs, () => channel.dispose()) // the call below then rejects as closed
  try {
    const protocolVersion = Math.min(address.protocolVersion, hostProtocolVersion)
    const { pid, hostVersion } = await wire.call('hello', {
      protocolVersion,
      token: address.token,
      client: 'main',
    })
    return { channel, wire, hostPid: pid, hostVersion, protocolVersion }
  } catch (error) {
    channel.dispose()
    throw error instanceof WireError ? error : new WireError('closed', String(error))
  } finally {
    tooLate.dispose()
  }
}
