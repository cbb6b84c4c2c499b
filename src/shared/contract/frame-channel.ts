import type { Disposable } from '../kernel/disposables.ts'
import { Emitter } from '../kernel/emitter.ts'
import { encodeFrameHeader, FrameReader, frameKinds, type FrameKind } from './host-frames.ts'
import type { WireChannel } from './wire.ts'

// `shared` knows neither DOM nor Node; both have these two.
declare class TextEncoder {
  encode(text: string): Uint8Array
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string
}

/** What is used of a Node socket. */
export type ByteSocket = {
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown
  on(event: 'close', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  write(bytes: Uint8Array): unknown
  cork(): void
  uncork(): void
  destroy(): unknown
  readonly destroyed: boolean
  readonly writableLength: number
}

/** A connection to or of the pty host: JSON frames are its wire, the others go to `onFrame`. */
export type FrameChannel = WireChannel &
  Disposable & {
    /** Sends one frame made of these pieces, without copying them; nothing happens on a closed connection. */
    readonly sendFrame: (kind: FrameKind, pieces: readonly Uint8Array[]) => void
    readonly sendJson: (kind: FrameKind, value: unknown) => void
    readonly parseJson: (payload: Uint8Array) => unknown
  }

/** Speaks frames on a socket. Garbage, an oversized frame or an unread backlog end the connection, nothing else. */
export function openFrameChannel(options: {
  readonly socket: ByteSocket
  readonly payloadBytesMax: number
  readonly unsentBytesMax: number // a peer that reads nothing is let go at this much
  readonly onFrame: (kind: FrameKind, payload: Uint8Array) => void
}): FrameChannel {
  const { socket, onFrame, unsentBytesMax } = options
  const encoder = new TextEncoder()
  const decoder = new TextDecoder()
  const messages = new Emitter<unknown>()
  const closed = new Emitter<void>()

  const parseJson = (payload: Uint8Array): unknown => {
    try {
      return JSON.parse(decoder.decode(payload))
    } catch {
      socket.destroy() // not a peer of ours
      return undefined
    }
  }
  const sendFrame = (kind: FrameKind, pieces: readonly Uint8Array[]): void => {
    if (socket.destroyed) return
    if (socket.writableLength > unsentBytesMax) return void socket.destroy()
    socket.cork()
    socket.write(
      encodeFrameHeader(
        kind,
        pieces.reduce((sum, piece) => sum + piece.byteLength, 0),
      ),
    )
    for (const piece of pieces) socket.write(piece)
    socket.uncork()
  }
  const sendJson = (kind: FrameKind, value: unknown): void =>
    sendFrame(kind, [encoder.encode(JSON.stringify(value))])

  const reader = new FrameReader({
    payloadBytesMax: options.payloadBytesMax,
    onFrame: (kind, payload) => {
      if (socket.destroyed) return
      if (kind !== frameKinds.json) return onFrame(kind, payload)
      const message = parseJson(payload)
      if (!socket.destroyed) messages.fire(message)
    },
  })
  socket.on('data', (chunk) => {
    if (!reader.push(chunk)) socket.destroy()
  })
  socket.on('error', () => socket.destroy()) // 'close' follows and is told
  socket.on('close', () => closed.fire())

  return {
    send: (message) => sendJson(frameKinds.json, message),
    onMessage: messages.event,
    onClosed: closed.event,
    sendFrame,
    sendJson,
    parseJson,
    dispose: () => void socket.destroy(),
  }
}
