import { PassThrough, Writable } from 'node:stream'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { mcpOpeningLinesMax } from '../../shared/limits.ts'
import type { Environment } from '../service-address.ts'
import { answeredBy, decideFront, type RequestId } from './front.ts'

/**
 * `reveille mcp`: the family as tools, over standard input and output, for as long as the harness keeps them open. The
 * server is loaded when something is asked that only it knows; then it hears the opening too, and its answers to that,
 * which the harness has had, are dropped.
 */
export function serveMcp(environment: Environment): void {
  const { stdin, stdout } = process
  const kept: string[] = []
  const answered = new Set<RequestId>()
  let rest = ''
  const hear = (chunk: string): void => {
    rest += chunk
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const line = rest.slice(0, end)
      const decision = kept.length < mcpOpeningLinesMax ? decideFront(line) : { kind: 'serve' as const }
      if (decision.kind === 'serve') return serve()
      if (decision.kind === 'answer') {
        stdout.write(`${decision.text}\n`)
        answered.add(decision.id)
      }
      kept.push(line)
      rest = rest.slice(end + 1)
    }
  }
  const serve = (): void => {
    stdin.off('data', hear).pause()
    const input = new PassThrough()
    const output = new Writable({
      // One line of the server at a time; those that the harness has had come in any order.
      write: (line: Buffer, _encoding, done) => {
        const id = answered.size === 0 ? null : answeredBy(line.toString('utf8'))
        if (id !== null && answered.delete(id)) done()
        else stdout.write(line, done)
      },
    })
    input.write(`${kept.map((line) => `${line}\n`).join('')}${rest}`)
    import('./serve.ts')
      .then(({ serveFamily }) => {
        serveFamily(environment, { input, output })
        stdin.pipe(input)
      })
      .catch((error: unknown) => {
        process.stderr.write(`reveille mcp: ${messageOf(error)}\n`)
        process.exit(2)
      })
  }
  stdin.setEncoding('utf8').on('data', hear)
  stdin.once('end', () => process.exit(0)) // the harness is gone; an open wait must not outlive it
}
