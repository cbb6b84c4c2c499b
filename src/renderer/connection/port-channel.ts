import { z } from 'zod'
import type { WireChannel } from '../../shared/contract/wire.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'

const StreamOpened = z.object({ stream: z.string() })

/** A message port as the wire's channel. Ports that main sends for terminals leave it sideways. */
export function openPortChannel(
  port: MessagePort,
  onStream: (requestId: string, stream: MessagePort) => void,
): WireChannel<Transferable> & Disposable {
  const messages = new Emitter<unknown>()
  const closed = new Emitter<void>()
  port.addEventListener('message', (event: MessageEvent<unknown>) => {
    const [stream] = event.ports
    if (!stream) return messages.fire(event.data)
    const opened = StreamOpened.safeParse(event.data)
    if (opened.success) onStream(opened.data.stream, stream)
    else stream.close()
  })
  port.addEventListener('close', () => closed.fire())
  port.start()
  return {
    send: (message, transfer) => port.postMessage(message, [...(transfer ?? [])]),
    onMessage: messages.event,
    onClosed: closed.event,
    dispose: () => {
      port.close() // the other side hears 'close', this side does not
      closed.fire()
    },
  }
}
