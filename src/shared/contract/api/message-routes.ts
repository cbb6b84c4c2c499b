import { z } from 'zod'
import { MessageId } from '../../domain/ids.ts'
import * as message from './message.ts'
import { Empty, ofRun, route } from './route.ts'

const ofMessage = z.object({ message_id: MessageId })

/** Messages and mailboxes. */
export const messageRoutes = {
  sendMessages: route({
    method: 'POST',
    path: '/agent/messages',
    body: message.SendMessages,
    response: message.SentMessages,
  }),
  listMessages: route({
    method: 'GET',
    path: '/agent/messages/:run_id',
    params: ofRun,
    query: message.ListMessagesQuery,
    response: message.ListedMessages,
  }),
  readMessage: route({
    method: 'POST',
    path: '/agent/messages/:message_id/read',
    params: ofMessage,
    response: message.Message,
  }),
  markSurfaced: route({
    method: 'POST',
    path: '/agent/messages/:message_id/surfaced',
    params: ofMessage,
    body: message.SurfacedMessage,
    response: Empty,
  }),
  markDelivered: route({
    method: 'POST',
    path: '/agent/messages/:message_id/delivered',
    params: ofMessage,
    response: Empty,
  }),
  takeMailbox: route({
    method: 'POST',
    path: '/agent/runs/:run_id/mailbox/take',
    params: ofRun,
    body: message.TakeMailbox,
    response: message.TakenMailbox,
  }),
  shownMailbox: route({
    method: 'POST',
    path: '/agent/runs/:run_id/mailbox/shown',
    params: ofRun,
    body: message.ShownMailbox,
    response: Empty,
  }),
  releaseMailbox: route({
    method: 'POST',
    path: '/agent/runs/:run_id/mailbox/release',
    params: ofRun,
    body: message.ReleaseMailbox,
    response: message.ReleasedMailbox,
  }),
}
