import { formatOfHarness } from '../../shared/contract/api/transcript-format.ts'
import { transcriptBytesMax } from '../../shared/limits.ts'
import { ownRun } from '../harness-support/harness-support-handlers.ts'
import type { RawHandlersOf } from '../http/raw.ts'
import { readBody } from '../http/read-body.ts'
import { Refusal } from '../refusal.ts'
import { livingRun } from '../runs/known-run.ts'
import type { StoredTranscript } from '../store/rows.ts'
import type { Store, Transaction } from '../store/store.ts'
import type { RunId } from '../../shared/domain/ids.ts'

type Subject = 'readTranscriptContent' | 'writeTranscriptContent' | 'readOwnTranscript'

/** Transcripts as the harness wrote them, without a frame of ours. */
export const transcriptTransfer = (store: Store): RawHandlersOf<Subject> => ({
  readTranscriptContent: ({ context, params }) => {
    const { content } = store.read((tx) => knownTranscript(tx, params.run_id))
    return context.body(content, 200, {
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    })
  },

  writeTranscriptContent: async ({ context, params }) => {
    const content = await readBody(context.env.incoming, transcriptBytesMax)
    await store.change((tx) => {
      const run = livingRun(tx, params.run_id)
      const format = formatOfHarness(run.harness)
      tx.transcripts.put(run.runId, { format, sessionId: run.harnessSessionId, content })
    })
    return context.body(null, 204)
  },

  readOwnTranscript: ({ context, caller, base }) => {
    const run = store.read((tx) => {
      const own = ownRun(tx, caller)
      knownTranscript(tx, own.runId)
      return own
    })
    return context.redirect(`${base}/agent/runs/${run.runId}/transcript/content`, 307)
  },
})

/** The run's transcript; refuses with 404. */
export function knownTranscript(tx: Transaction, runId: RunId): StoredTranscript {
  const transcript = tx.transcripts.find(runId)
  if (transcript === null) throw new Refusal('resource_not_found', `run ${runId} has no transcript`)
  return transcript
}
