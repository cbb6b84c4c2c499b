import { MessageChannelMain, type MessagePortMain } from 'electron'
import type { TerminalToPage } from '../../shared/contract/terminal-port.ts'
import { OutputChunk } from '../../shared/contract/api/worker.ts'
import { followStream, type StreamFetch } from '../../shared/contract/api/follow-stream.ts'
import { streamPaths } from '../../shared/contract/api/routes.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { outputTerminalSize } from '../../shared/limits.ts'

export type OutputSource = {
  readonly address: () => Promise<string>
  readonly token: () => Promise<string>
  readonly fetch: StreamFetch
  readonly clock: Clock
  readonly onExecution: (number: number) => void
}

const dim = (text: string): string => `\u001b[2m${text}\u001b[0m`

/** A remote run's output as a terminal: all executions so far, then live. */
export function openOutputPort(runId: RunId, source: OutputSource): MessagePortMain {
  const { port1, port2 } = new MessageChannelMain()
  const tell = (message: TerminalToPage): void => port1.postMessage(message)
  const encoder = new TextEncoder()
  let position = 0
  let execution = 0
  tell({ kind: 'replay', data: encoder.encode('\x1b[?2026l'), ...outputTerminalSize, isRestored: false })
  const stream = followStream({
    url: async () =>
      `${await source.address()}${streamPaths.output.replace(':run_id', runId)}?since=${position}`,
    token: source.token,
    fetch: source.fetch,
    clock: source.clock,
    onLaggedOutput: (lagged) => {
      if (lagged.because === 'behind') return // nothing is lost
      position = lagged.position
      const what = lagged.because === 'compacted' ? 'older output was dropped' : 'the output begins anew'
      tell({ kind: 'data', data: encoder.encode(`${dim(`── ${what} ──`)}\r\n`) })
    },
    onData: (data) => {
      const chunk = OutputChunk.safeParse(data)
      if (!chunk.success || chunk.data.position <= position) return
      position = chunk.data.position
      const isNext = chunk.data.number !== execution
      const heading =
        isNext && chunk.data.number > 1 ? `\r\n${dim(`── execution ${chunk.data.number} ──`)}\r\n` : ''
      execution = chunk.data.number
      if (isNext) source.onExecution(execution)
      tell({ kind: 'data', data: encoder.encode(heading + chunk.data.text.replace(/\r?\n/g, '\r\n')) })
    },
  })
  port1.on('close', () => stream.dispose())
  port1.start()
  return port2
}
