import { MessageChannelMain, type IpcMainEvent, type MessagePortMain, type WebContents } from 'electron'
import type { z } from 'zod'
import { appContract, type AppView } from '../../shared/contract/app.ts'
import { serveWire, type WireChannel, type WireHandlers } from '../../shared/contract/wire.ts'
import type { ActivityEntry } from '../../shared/domain/activity.ts'
import type { WindowId } from '../../shared/domain/ids.ts'
import type { PageAsks } from './page-asks.ts'
import { viewOfWindow, type SharedView } from '../view/app-view.ts'
import { ViewLine } from '../view/view-line.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'

/** One page's line: which window it is, and how its handlers post a stream's port back to it. */
export type PageLine = {
  readonly windowId: WindowId
  readonly postStream: (requestId: string, port: MessagePortMain) => void
}

/** What a person chose outside the page. */
export type Wish = z.infer<typeof appContract.feeds.wish>

export type PageWireOptions = {
  /** The window whose page this is. */
  readonly windowOf: (contents: WebContents) => WindowId | null
  /** The one address the app's page has. */
  readonly pageUrl: string
  readonly handlers: (line: PageLine) => Omit<WireHandlers<typeof appContract>, 'viewDrawn'>
  readonly onOpened: (windowId: WindowId) => void
  /** A page shows its view for the first time. */
  readonly onDrawn: () => void
  readonly onView: (listener: (view: SharedView) => void) => Disposable
  readonly onActivity: (listener: (entries: readonly ActivityEntry[]) => void) => Disposable
  /** A wish is for one window. */
  readonly onWish: (
    listener: (to: { readonly wish: Wish; readonly windowId: WindowId }) => void,
  ) => Disposable
}

/** Answers a page's `open`: only the main frame of a window of ours, showing our own page, gets a port. */
export function servePages(asks: PageAsks, options: PageWireOptions): void {
  const open = (event: IpcMainEvent): void => {
    const windowId = windowOfPage(event, options)
    if (windowId === null) return
    const { port1, port2 } = new MessageChannelMain()
    const channel = channelOf(port1)
    const line: PageLine = {
      windowId,
      postStream: (requestId, port) => port1.postMessage({ stream: requestId }, [port]),
    }
    const handlers = options.handlers(line)
    const viewLine = new ViewLine()
    const getView = async (): Promise<AppView> => viewLine.whole(await handlers.getView())
    const wire = serveWire(appContract, channel, { ...handlers, getView, viewDrawn: options.onDrawn })
    const views = options.onView((view) => {
      const change = viewLine.next(viewOfWindow(view, windowId))
      if (change) wire.tell('view', change)
    })
    const told = options.onActivity((entries) => wire.tell('activity', [...entries]))
    const wishes = options.onWish((to) => {
      if (to.windowId === windowId) wire.tell('wish', to.wish)
    })
    channel.onClosed(() => {
      views.dispose()
      told.dispose()
      wishes.dispose()
      wire.dispose()
    })
    port1.start()
    event.senderFrame?.postMessage('reveille:port', null, [port2])
    options.onOpened(windowId)
  }
  asks.answerWith(open)
}

function windowOfPage({ sender, senderFrame }: IpcMainEvent, options: PageWireOptions): WindowId | null {
  if (!senderFrame || senderFrame !== sender.mainFrame) return null
  return senderFrame.url.split(/[?#]/)[0] === options.pageUrl ? options.windowOf(sender) : null
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
