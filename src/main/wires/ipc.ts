import {
  ipcMain,
  MessageChannelMain,
  type BrowserWindow,
  type IpcMainEvent,
  type MessagePortMain,
} from 'electron'
import type { z } from 'zod'
import { appContract } from '../../shared/contract/app.ts'
import { serveWire, type WireChannel, type WireHandlers } from '../../shared/contract/wire.ts'
import type { AppView } from '../../shared/contract/app.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'

/** One page's line: its handlers may post a stream's port back to it. */
export type PageLine = { readonly postStream: (requestId: string, port: MessagePortMain) => void }

/** What a person chose outside the page. */
export type Wish = z.infer<typeof appContract.feeds.wish>

export type PageWireOptions = {
  readonly window: () => BrowserWindow | null
  /** The one address the app's page has. */
  readonly pageUrl: string
  readonly handlers: (line: PageLine) => WireHandlers<typeof appContract>
  readonly onOpened: () => void
  readonly onView: (listener: (view: AppView) => void) => Disposable
  readonly onWish: (listener: (wish: Wish) => void) => Disposable
}

/** Answers the page's `open`: only the main frame of our own window, showing our own page, gets a port. */
export function servePages(options: PageWireOptions): Disposable {
  const open = (event: IpcMainEvent): void => {
    if (!isOurPage(event, options)) return
    const { port1, port2 } = new MessageChannelMain()
    const channel = channelOf(port1)
    const line: PageLine = {
      postStream: (requestId, port) => port1.postMessage({ stream: requestId }, [port]),
    }
    const wire = serveWire(appContract, channel, options.handlers(line))
    const views = options.onView((view) => wire.tell('view', view))
    const wishes = options.onWish((wish) => wire.tell('wish', wish))
    channel.onClosed(() => {
      views.dispose()
      wishes.dispose()
      wire.dispose()
    })
    port1.start()
    event.senderFrame?.postMessage('reveille:port', null, [port2])
    options.onOpened()
  }
  ipcMain.on('reveille:open', open)
  return { dispose: () => void ipcMain.off('reveille:open', open) }
}

function isOurPage(event: IpcMainEvent, options: PageWireOptions): boolean {
  const contents = options.window()?.webContents
  if (!contents || event.sender !== contents || !event.senderFrame) return false
  return (
    event.senderFrame === contents.mainFrame && event.senderFrame.url.split(/[?#]/)[0] === options.pageUrl
  )
}

/** A MessagePortMain as a wire's channel. */
function channelOf(port: MessagePortMain): WireChannel<MessagePortMain> {
  const messages = new Emitter<unknown>()
  const closed = new Emitter<void>()
  port.on('message', (event) => messages.fire(event.data))
  port.on('close', () => closed.fire())
  return {
    send: (message, transfer) => port.postMessage(message, transfer ? [...transfer] : []),
    onMessage: messages.event,
    onClosed: closed.event,
  }
}
