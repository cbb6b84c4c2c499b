import { Readable } from 'node:stream'
import { formatOfHarness } from '../../shared/contract/api/transcript-format.ts'
import { transcriptBytesMax } from '../../shared/limits.ts'
import { transcriptPartBytesMax } from '../../shared/worker-limits.ts'
import { ownRun } from '../harness-support/harness-support-handlers.ts'
import type { RawHandlersOf } from '../http/raw.ts'
import { readBody } from '../http/read-body.ts'
import { livingRun } from '../runs/known-run.ts'
import type { Store } from '../store/store.ts'
import { knownTranscript } from './transcript-handlers.ts'
import type { RunId } from '../../shared/domain/ids.ts'

type Subject = 'readTranscriptContent' | 'writeTranscriptContent' | 'readOwnTranscript'

/** Transcripts as the harness wrote them, without a frame of ours. */
export const transcriptTransfer = (store: Store): RawHandlersOf<Subject> => ({
  readTranscriptContent: ({ context, params }) => {
    const { bytes } = store.read((tx) => knownTranscript(tx, params.run_id))
    const body = Readable.toWeb(Readable.from(readAll(store, params.run_id))) as ReadableStream // Node's own type for the same thing
    return context.body(body, 200, {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': String(bytes),
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

/** Part after part, each read when the one before has gone out; one that was replaced meanwhile ends here. */
async function* readAll(store: Store, runId: RunId): AsyncGenerator<Buffer> {
  const first = store.read((tx) => knownTranscript(tx, runId))
  for (let offset = 0; offset < first.bytes;) {
    const part = store.read((tx) =>
      tx.transcripts.find(runId)?.sha256 === first.sha256
        ? tx.transcripts.read(runId, offset, transcriptPartBytesMax)
        : null,
    )
    if (part === null) throw new Error('the transcript was replaced while it was read')
    offset += part.length
    yield part
  }
}
