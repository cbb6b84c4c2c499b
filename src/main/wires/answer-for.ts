import { WireError } from '../../shared/contract/wire.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import { harnessNamed } from '../../shared/harness/registry.ts'
import type { App } from '../app.ts'
import { runDirectoryOf } from '../supervision/agent-launch.ts'
import { answerQuestion, type Answer, type AnswerParts } from '../wake/answer.ts'

/** What it takes to answer an agent of this app. */
export const answerParts = (app: App, conversation: Conversation): AnswerParts => ({
  harness: harnessNamed(conversation.harness),
  runDirectory: runDirectoryOf(app.place.dataDirectory, conversation.runId),
  client: app.service.client,
  clock: app.clock,
})

/** A person's answer to what an agent asks, from the page or from a notification. */
export async function answerFor(app: App, id: ConversationId, answer: Answer): Promise<void> {
  const conversation = app.conversations.get(id)
  if (!conversation) throw new WireError('unknown-agent', 'this agent is gone')
  await answerQuestion(conversation, answer, answerParts(app, conversation))
}
