// The bytes on the pty host's socket: frames of a 4-byte little-endian length (of what follows the kind), one byte of
// kind, then the payload. Calls and feeds are JSON; terminal bytes are never put into JSON.

/** What a frame carries. Numbers are fixed for ever; a new meaning gets a new number. */
export const frameKinds = {
  json: 0, // both ways: a call, a reply, a feed's value
  replay: 1, // host to viewer before version 4, JSON: as `screen`, with the text in `serialized`
  output: 2, // host to viewer, raw bytes; a reader may hand them out in pieces
  exit: 3, // host to viewer, JSON `TerminalExited`: all output of that process came before
  resized: 4, // host to viewer, JSON { cols, rows }
  ack: 5, // viewer to host: 4 bytes little-endian, how many bytes of output were shown since the last one
  input: 6, // viewer to host, raw bytes typed
  control: 8, // host to viewer since version 2, JSON { control }: whether it may type
  takeControl: 9, // viewer to host since version 2, empty
  size: 10, // viewer to host since version 2, JSON { cols, rows }: obeyed while it may type
  screen: 11, // host to viewer, see `encodeReplay`: before any output; again where a viewer that skips was flooded
  closed: 7, // host to viewer, JSON { code, message }: why the host ends this connection
} as const

export type FrameKind = (typeof frameKinds)[keyof typeof frameKinds]

export const frameHeaderBytes = 5

/** The header that precedes `payloadBytes` of payload. */
export function encodeFrameHeader(kind: FrameKind, payloadBytes: number): Uint8Array {
  const header = new Uint8Array(frameHeaderBytes)
  new DataView(header.buffer).setUint32(0, payloadBytes, true)
  header[4] = kind
  return header
}

/** The payload of an `ack` frame. */
export function encodeAck(bytes: number): Uint8Array {
  const payload = new Uint8Array(4)
  new DataView(payload.buffer).setUint32(0, bytes, true)
  return payload
}

/** The count in an `ack` frame; 0 when it is not one. */
export const decodeAck = (payload: Uint8Array): number =>
  payload.byteLength === 4 ? new DataView(payload.buffer, payload.byteOffset, 4).getUint32(0, true) : 0

/** Cuts a byte stream into frames. `output` frames are handed out in pieces as they arrive, without copying. */
export class FrameReader {
  readonly #onFrame: (kind: FrameKind, payload: Uint8Array) => void
  readonly #payloadBytesMax: number
  readonly #header = new Uint8Array(frameHeaderBytes)
  #headerFilled = 0
  #kind: FrameKind = frameKinds.json
  #payload: Uint8Array | null = null // what is being filled; null while pieces are handed out
  #remaining = 0

  constructor(options: {
    readonly payloadBytesMax: number
    readonly onFrame: (kind: FrameKind, payload: Uint8Array) => void
  }) {
    this.#payloadBytesMax = options.payloadBytesMax
    this.#onFrame = options.onFrame
  }

  /** Takes the next bytes; answers false when they are no frames of ours (the connection must then be closed). */
  push(chunk: Uint8Array): boolean {
    let at = 0
    while (at < chunk.byteLength) {
      if (this.#headerFilled < frameHeaderBytes) {
        this.#header[this.#headerFilled++] = chunk[at++] ?? 0
        if (this.#headerFilled === frameHeaderBytes && !this.#begin()) return false
        continue
      }
      const piece = chunk.subarray(at, at + this.#remaining)
      at += piece.byteLength
      if (this.#payload === null) this.#onFrame(this.#kind, piece)
      else this.#payload.set(piece, this.#payload.byteLength - this.#remaining)
      this.#remaining -= piece.byteLength
      if (this.#remaining === 0) this.#end()
    }
    return true
  }

  #begin(): boolean {
    const length = new DataView(this.#header.buffer).getUint32(0, true)
    const kind = Object.values(frameKinds).find((known) => known === this.#header[4])
    if (kind === undefined || length > this.#payloadBytesMax) return false
    this.#kind = kind
    this.#remaining = length
    this.#payload = kind === frameKinds.output ? null : new Uint8Array(length)
    if (length === 0) this.#end()
    return true
  }

  #end(): void {
    const payload = this.#payload
    this.#payload = null
    this.#headerFilled = 0
    if (payload !== null) this.#onFrame(this.#kind, payload)
  }
}
