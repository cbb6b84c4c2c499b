import type { FrameChannel } from '../../shared/contract/frame-channel.ts'
import { encodeAck, frameKinds, type FrameKind } from '../../shared/contract/host-frames.ts'
import { AttachmentClosed, Replay, TerminalExited, TerminalSize } from '../../shared/contract/host.ts'
import type { Attachment, AttachmentHandlers, FloodWish } from '../../shared/contract/host.ts'
import { WireError } from '../../shared/contract/wire.ts'
import type { TerminalId } from '../../shared/domain/ids.ts'
import { assertNever } from '../../shared/kernel/assert-never.ts'
import { ackEveryBytes, inputBytesMax } from '../../shared/limits.ts'
import type { HostLine } from './pty-host-line.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'

type OpenLine = (onFrame: (kind: FrameKind, payload: Uint8Array) => void) => Promise<HostLine>

/** Watches a terminal over a connection of its own, which `openLine` opens. */
export function attachTo(
  terminalId: TerminalId,
  handlers: AttachmentHandlers,
  openLine: OpenLine,
  flood: FloodWish = 'pause',
): Attachment {
  let channel: FrameChannel | null = null
  let waitingInput: Buffer[] = [] // typed before the connection stands
  let shownBytes = 0
  let isOver = false

  const close = (because: AttachmentClosed): void => {
    if (isOver) return
    isOver = true
    channel?.dispose()
    handlers.onClosed(because)
  }
  const onFrame = (kind: FrameKind, payload: Uint8Array): void => {
    if (isOver) return
    const json = <Value>(schema: { parse: (value: unknown) => Value }): Value =>
      schema.parse(channelJson(payload))
    switch (kind) {
      case frameKinds.output:
        return handlers.onData(payload)
      case frameKinds.replay:
        return handlers.onReplay(json(Replay))
      case frameKinds.exit:
        return handlers.onExit(json(TerminalExited))
      case frameKinds.resized:
        return handlers.onResized?.(json(TerminalSize))
      case frameKinds.closed:
        return close(json(AttachmentClosed))
      case frameKinds.json:
      case frameKinds.ack:
      case frameKinds.input:
        return // the first is the wire's, the others only go to the host
      default:
        return assertNever(kind)
    }
  }
  const open = async (): Promise<void> => {
    const line = await openLine(onFrame)
    channel = line.channel
    if (isOver) return line.channel.dispose()
    line.channel.onClosed(() => close({ code: 'closed', message: 'the connection to the pty host ended' }))
    const attached = line.wire.call('attach', { terminalId, flood })
    for (const input of waitingInput) sendInput(line.channel, input)
    waitingInput = []
    await attached
  }
  open().catch((error: unknown) => {
    const code = error instanceof WireError ? error.code : 'closed'
    close({ code, message: messageOf(error) })
  })

  return {
    ack: (bytes) => {
      shownBytes += bytes
      if (shownBytes < ackEveryBytes || channel === null || isOver) return
      channel.sendFrame(frameKinds.ack, [encodeAck(shownBytes)])
      shownBytes = 0
    },
    write: (data) => {
      if (isOver) return
      const input = Buffer.from(data)
      if (channel === null) waitingInput.push(input)
      else sendInput(channel, input)
    },
    dispose: () => {
      isOver = true
      channel?.dispose()
    },
  }
}

const channelJson = (payload: Uint8Array): unknown => JSON.parse(Buffer.from(payload).toString('utf8'))

function sendInput(channel: FrameChannel, input: Buffer): void {
  for (let at = 0; at < input.byteLength; at += inputBytesMax)
    channel.sendFrame(frameKinds.input, [input.subarray(at, at + inputBytesMax)])
}
