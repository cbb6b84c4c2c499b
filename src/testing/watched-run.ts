import { onTestFinished } from 'vitest'
import type { LogEvent } from '../shared/contract/api/event.ts'
import type { OutputChunk } from '../shared/contract/api/worker.ts'
import type { RunId } from '../shared/domain/ids.ts'
import { readStream } from './service-stream.ts'

/** Hears what becomes of a run and what it prints, from a service whose API is at `url`, until the test is over. */
export async function watchRun(url: string, token: string, run_id: RunId) {
  const events = await readStream<LogEvent>(`${url}/agent/events/stream?run_ids=${run_id}`, token)
  onTestFinished(events.close)
  let output: Awaited<ReturnType<typeof readStream<OutputChunk>>> | null = null // it opens with the first words
  onTestFinished(() => output?.close())
  let text = ''
  return {
    run_id,
    reached: (type: string) => events.takeUntil((event) => event.event_type === type),
    /** Resolves with all that it printed, once these words are among it. */
    printed: async (words: string): Promise<string> => {
      output ??= await readStream(`${url}/agent/runs/${run_id}/output/stream`, token)
      while (!text.includes(words)) text += (await output.take(1))[0]?.text ?? ''
      return text
    },
  }
}
