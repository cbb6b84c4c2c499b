import type { FrameChannel } from '../../shared/contract/frame-channel.ts'
import { encodeAck, frameKinds, type FrameKind } from '../../shared/contract/host-frames.ts'
import { AttachmentClosed, InputControl, TerminalExited, TerminalSize } from '../../shared/contract/host.ts'
import type { Attachment, AttachmentHandlers, FloodWish } from '../../shared/contract/host.ts'
import { decodeLegacyReplay, decodeReplay } from '../../shared/contract/host-replay.ts'
import { WireError } from '../../shared/contract/wire.ts'
import type { TerminalId } from '../../shared/domain/ids.ts'
import { assertNever } from '../../shared/kernel/assert-never.ts'
import { ackEveryBytes } from '../../shared/limits.ts'
import { inputBytesMax } from '../../shared/terminal-limits.ts'
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
  let line: HostLine | null = null
  let wanted: TerminalSize | null = null // before the connection stands
  let waitingInput: Buffer[] = [] // typed before the connection stands
  let shownBytes = 0
  // A page gathers by itself; of what is kept back here a host that skips would wait for ever.
  const ackAt = flood === 'skip' ? 1 : ackEveryBytes
  let isOver = false

  const close = (because: AttachmentClosed): void => {
    if (isOver) return
    isOver = true
    line?.channel.dispose()
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
        return handlers.onReplay(decodeLegacyReplay(channelJson(payload)))
      case frameKinds.screen:
        return handlers.onReplay(decodeReplay(payload))
      case frameKinds.exit:
        return handlers.onExit(json(TerminalExited))
      case frameKinds.resized:
        return handlers.onResized?.(json(TerminalSize))
      case frameKinds.control:
        return handlers.onControl?.(json(InputControl).control)
      case frameKinds.closed:
        return close(json(AttachmentClosed))
      case frameKinds.json:
      case frameKinds.ack:
      case frameKinds.input:
      case frameKinds.takeControl:
      case frameKinds.size:
        return // the first is the wire's, the others only go to the host
      default:
        return assertNever(kind)
    }
  }
  const open = async (): Promise<void> => {
    line = await openLine(onFrame)
    if (isOver) return line.channel.dispose()
    line.channel.onClosed(() => close({ code: 'closed', message: 'the connection to the pty host ended' }))
    const attached = line.wire.call('attach', { terminalId, flood })
    if (wanted) sendSize(line, terminalId, wanted)
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
      if (shownBytes < ackAt || line === null || isOver) return
      line.channel.sendFrame(frameKinds.ack, [encodeAck(shownBytes)])
      shownBytes = 0
    },
    write: (data) => {
      if (isOver) return
      const input = Buffer.from(data)
      if (line === null) waitingInput.push(input)
      else sendInput(line.channel, input)
    },
    resize: (size) => {
      wanted = size
      if (line && !isOver) sendSize(line, terminalId, size)
    },
    takeControl: () => {
      if (line && !isOver && line.protocolVersion >= 2) line.channel.sendFrame(frameKinds.takeControl, [])
    },
    dispose: () => {
      isOver = true
      line?.channel.dispose()
    },
  }
}

/** A host before version 2 knows no viewers' sizes, only the terminal's. */
function sendSize(line: HostLine, terminalId: TerminalId, size: TerminalSize): void {
  if (line.protocolVersion >= 2) return line.channel.sendJson(frameKinds.size, size)
  void line.wire.call('resize', { terminalId, ...size }).catch(() => {}) // gone meanwhile: the attachment closes
}

const channelJson = (payload: Uint8Array): unknown => JSON.parse(Buffer.from(payload).toString('utf8'))

function sendInput(channel: FrameChannel, input: Buffer): void {
  for (let at = 0; at < input.byteLength; at += inputBytesMax)
    channel.sendFrame(frameKinds.input, [input.subarray(at, at + inputBytesMax)])
}
