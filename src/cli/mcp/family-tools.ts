import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { RunItem } from '../../shared/contract/api/run.ts'
import { MessageId, RunId } from '../../shared/domain/ids.ts'
import { renderMailbox } from '../../shared/domain/mailbox-context.ts'
import {
  bodyCharsMax,
  childBeginsWithinMs,
  subjectCharsMax,
  waitDefaultSeconds,
  waitMaxSeconds,
} from '../../shared/limits.ts'
import { startChild, whenBegun } from '../family/start-child.ts'
import { waitForEvents } from '../family/wait-for-events.ts'
import type { FamilyWorld } from '../family/watch-run.ts'
import { orFail } from '../session.ts'

/** What the tools of one agent work with. */
export type ToolWorld = FamilyWorld & {
  readonly runId: RunId
  readonly runDirectory: string
  /** Resolves when what was just answered has been written out. */
  readonly written: () => Promise<void>
}

/** One tool: what it takes, and what it answers; a failure is thrown and answered as a text the model can read. */
export type Tool<Input extends z.ZodObject = z.ZodObject> = {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly input: Input
  readonly run: (
    world: ToolWorld,
    input: z.output<Input>,
    answer: (text: string) => void,
    signal: AbortSignal,
  ) => Promise<void>
}
const tool = <Input extends z.ZodObject>(one: Tool<Input>): Tool =>
  // `run` is only ever called with what `input` has parsed.
  one as unknown as Tool

const seconds = z.int().max(waitMaxSeconds).default(waitDefaultSeconds)

/** Everything an agent can do with its family; the CLI's commands under the names of tools. */
export const familyTools: readonly Tool[] = [
  tool({
    name: 'start_child',
    title: 'Start a child agent',
    description:
      'Starts an agent below you and answers when it has begun (at most 30 s). It works by itself; you are told when it ends its turn, fails or asks for something, so never poll: end your turn, or use wait_for_events.',
    input: z.object({
      name: z
        .string()
        .trim()
        .min(1)
        .max(60)
        .describe('how you and others write to it; unique among your children'),
      prompt: z.string().default('').describe('its whole task; it knows nothing of your conversation'),
      harness: z
        .string()
        .optional()
        .describe('claude (default), command, or another that this installation runs'),
      place: z
        .enum(['local', 'remote'])
        .default('local')
        .describe('local: in a pane of this machine; remote: with a worker'),
      model: z.string().max(200).optional(),
      directory: z.string().max(4_096).optional().describe('where it works; default: here'),
      command: z.array(z.string()).default([]).describe('the program and arguments of a `command` agent'),
      permission_mode: z
        .enum(['default', 'plan', 'accept-edits', 'bypass'])
        .optional()
        .describe('at most your own'),
    }),
    run: async (
      world,
      { name, prompt, harness, place, model, directory, command, permission_mode },
      answer,
    ) => {
      const runId = RunId.parse(randomUUID())
      await startChild(world.client, {
        ...{ runId, parent: world.runId, name, prompt, harness, model, directory, command },
        place: place === 'local' ? 'LOCAL' : 'REMOTE',
        at: null,
        attachments: [],
        permissionMode: permission_mode,
      })
      answer(`${name} (run ${runId}) ${await whenBegun(world, runId, childBeginsWithinMs)}`)
    },
  }),
  tool({
    name: 'list_family',
    title: 'List the family',
    description: 'Your family of agents: names, runs, states, and why they are in them.',
    input: z.object({}),
    run: async (world, _input, answer) => {
      const { runs } = orFail(await world.client.call('listRuns', { query: { limit: 100 } }))
      const lines = runs.flatMap((row) => {
        const run = RunItem.safeParse(row)
        return run.success ? [familyLine(world.runId, run.data)] : [] // a row that cannot be read costs no other
      })
      answer(lines.join('\n'))
    },
  }),
  tool({
    name: 'send_message',
    title: 'Write to agents',
    description:
      'Writes to members of your family by name or run id, or to `parent`. A sleeping one is woken by it.',
    input: z.object({
      to: z.array(z.string().min(1).max(200)).min(1).max(20),
      subject: z.string().max(subjectCharsMax),
      body: z.string().max(bodyCharsMax),
    }),
    run: async (world, { to, subject, body }, answer) => {
      answer(`sent ${(await send(world, to, subject, body)).join(', ')}`)
    },
  }),
  tool({
    name: 'read_message',
    title: 'Read a message whole',
    description: 'The whole text of a message that was cut in your context.',
    input: z.object({ message_id: z.string().max(200) }),
    run: async (world, { message_id }, answer) => {
      const read = await world.client.call('readMessage', {
        params: { message_id: MessageId.parse(message_id) },
      })
      const message = orFail(read)
      answer(renderMailbox([message], 0, message.body.length + 10_000))
    },
  }),
  tool({
    name: 'wait_for_events',
    title: 'Wait for events',
    description:
      'Waits for messages (children that ended, answers, outside events) and answers with them. With how=end-turn it answers at once: end your turn then, and you are woken when something comes, or when the time is over. Prefer end-turn for anything longer than some minutes.',
    input: z.object({
      timeout_seconds: seconds.describe('0 or less: the default of 1800'),
      how: z.enum(['block', 'end-turn']).default('block'),
    }),
    run: (world, { timeout_seconds, how }, answer, signal) =>
      wait(
        world,
        { seconds: timeout_seconds > 0 ? timeout_seconds : waitDefaultSeconds, how, signal },
        answer,
      ),
  }),
  tool({
    name: 'ask_parent',
    title: 'Ask your parent agent',
    description: 'Asks your parent and waits for the answer, as wait_for_events does.',
    input: z.object({
      question: z.string().min(1).max(bodyCharsMax),
      timeout_seconds: seconds,
      how: z.enum(['block', 'end-turn']).default('block'),
    }),
    run: async (world, { question, timeout_seconds, how }, answer, signal) => {
      await send(world, ['parent'], `question: ${question.split('\n', 1)[0]?.slice(0, 80)}`, question)
      await wait(
        world,
        { seconds: timeout_seconds > 0 ? timeout_seconds : waitDefaultSeconds, how, signal },
        answer,
      )
    },
  }),
  tool({
    name: 'finish',
    title: 'Report that your task is done',
    description:
      'Tells your parent, in your words, that your task is done and with what result. End your turn after it.',
    input: z.object({ summary: z.string().min(1).max(bodyCharsMax) }),
    run: async (world, { summary }, answer) => {
      const own = orFail(await world.client.call('getRun', { params: { run_id: world.runId } }))
      if (!own.parent_run_id)
        return answer('You have no parent to tell: end your turn with the summary as its last words.')
      await send(world, ['parent'], `${own.agent_config?.name ?? own.title} finished`, summary)
      answer('Your parent was told. End your turn now.')
    },
  }),
]

async function send(world: ToolWorld, to: string[], subject: string, body: string): Promise<string[]> {
  const sent = await world.client.call('sendMessages', {
    body: { to, subject, body },
    idempotencyKey: randomUUID(),
  })
  return orFail(sent).message_ids
}

async function wait(
  world: ToolWorld,
  wish: Parameters<typeof waitForEvents>[2],
  answer: (text: string) => void,
): Promise<void> {
  const run = orFail(await world.client.call('getRun', { params: { run_id: world.runId } }))
  const session = run.harness_session_id
  if (!session)
    return answer('Your session is not known to the service yet; end your turn, messages come by themselves.')
  const { runId, runDirectory } = world
  const waited = await waitForEvents(
    world,
    { runId, session, runDirectory },
    wish,
    async ({ messages, remaining }) => {
      answer(renderMailbox(messages, remaining))
      await world.written() // only then it counts as shown
    },
  )
  if (waited.kind === 'nothing') answer(`Nothing came within ${wish.seconds} s.`)
  if (waited.kind === 'registered')
    answer(
      `Known. End your turn now; you are woken when something comes, or in ${wish.seconds} s if nothing does.`,
    )
}

function familyLine(own: RunId, run: RunItem): string {
  const marks = [run.run_id === own ? 'you' : '', run.is_killed ? 'killed' : ''].filter((mark) => mark !== '')
  const why = run.status_message?.message
    ? `: ${run.status_message.message.replaceAll(/\s+/g, ' ').slice(0, 200)}`
    : ''
  const name = run.agent_config?.name ?? run.title
  const place = run.execution_location?.toLowerCase() ?? 'unknown place'
  const what = `${run.agent_config?.harness?.type ?? 'unknown harness'}, ${place}`
  return `${name}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}: ${run.state}${why} [${what}, run ${run.run_id}]`
}
