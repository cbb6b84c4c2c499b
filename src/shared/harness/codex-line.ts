import { z } from 'zod'
import type { HarnessLine, RpcLine } from './harness.ts'
import { codexSocket } from './codex-pane.ts'

/** Codex's app server (0.169.0): any of its clients may begin a turn, and answer what the session asks. */
export const codexLine: HarnessLine = {
  socket: codexSocket,
  wake: async (line, { session, text }) => {
    await greet(line)
    await line.call('turn/start', { threadId: session, input: [{ type: 'text', text }] })
  },
  answer: async (line, { session, answer, subject }) => {
    await greet(line)
    await line.call('thread/resume', { threadId: session }) // whoever listens is told what is still asked
    const request = await line.request((method, params) => {
      const asked = Asked.safeParse(params)
      return method.endsWith('/requestApproval') && asked.success && isOf(asked.data, subject)
    })
    if (request === null) return false
    line.reply(request.id, { decision: answer === 'allow' ? 'accept' : 'decline' })
    return true
  },
}

const Asked = z.looseObject({ command: z.string().optional(), reason: z.string().nullish() })

/** Of several questions exactly the one that was shown. A change of files names no command. */
const isOf = ({ command }: z.infer<typeof Asked>, subject: string): boolean =>
  command === undefined || subject === '' || command.includes(subject)

async function greet(line: RpcLine): Promise<void> {
  await line.call('initialize', { clientInfo: { name: 'reveille', version: '1' } })
  line.notify('initialized')
}
