import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiClient } from '../../shared/contract/api/client.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { parseUnsent, unsentFile } from '../../shared/domain/unsent.ts'
import { tellUnsent } from '../../shared/harness/tell-unsent.ts'

/**
 * Tells the service what an agent's hooks could not: it was away, or lost the request. Each under its own key, so that
 * what it took after all is taken once. The file goes when all of it was heard.
 */
export async function tellUnsentSignals(
  conversation: Pick<Conversation, 'runId'>,
  runDirectory: string,
  client: ApiClient,
): Promise<'nothing' | 'told' | 'kept'> {
  const path = join(runDirectory, unsentFile)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return 'nothing'
  }
  for (const unsent of parseUnsent(text))
    if ((await tellUnsent(client, conversation.runId, unsent)).kind === 'kept') return 'kept'
  // A hook may have kept one more meanwhile: then it stays, and what was told is told again harmlessly.
  if (readFileSync(path, 'utf8') === text) rmSync(path, { force: true })
  return 'told'
}
