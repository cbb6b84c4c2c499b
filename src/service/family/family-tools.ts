import { z } from 'zod'
import { RunItem } from '../../shared/contract/api/run.ts'
import { MessageId, RunId } from '../../shared/domain/ids.ts'
import { renderMailbox } from '../../shared/domain/mailbox-context.ts'
import { begunEvents, childRequest, describeBegun } from '../../shared/family/child-request.ts'
import { waitForEvents } from '../../shared/family/wait-for-events.ts'
import {
  bodyCharsMax,
  childBeginsWithinMs,
  subjectCharsMax,
  waitDefaultSeconds,
  waitMaxSeconds,
} from '../../shared/limits.ts'
import { directoryOf } from './child-directory.ts'
import type { FamilyWorld } from './family-world.ts'

/** One tool: what it takes, and what it answers; a failure is thrown and answered as a text the model can read. */
export type Tool<Input extends z.ZodObject = z.ZodObject> = {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly input: Input
  readonly run: (world: FamilyWorld, input: z.output<Input>, answer: (text: string) => void) => Promise<void>
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
      directory: z.string().max(4_096).optional().describe('where it works; default: where you were started'),
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
      const own = await world.ask('getRun', { params: { run_id: world.runId } })
      const runId = RunId.parse(world.newId())
      const isLocal = place === 'local'
      const request = childRequest({
        ...{ runId, parent: world.runId, name, prompt, harness, model, command },
        place: isLocal ? 'LOCAL' : 'REMOTE',
        directory: isLocal ? directoryOf(own.agent_config?.working_directory, directory) : directory,
        at: null,
        attachments: [],
        permissionMode: permission_mode,
      })
      if (!request.ok) throw new Error(request.error)
      await world.ask('createRun', { body: request.value.body })
      await world.nextEvent({ runId, types: begunEvents, since: 0, withinMs: childBeginsWithinMs })
      const run = await world.ask('getRun', { params: { run_id: runId } })
      answer(`${name} (run ${runId}) ${describeBegun(run, childBeginsWithinMs)}`)
    },
  }),
  tool({
    name: 'list_family',
    title: 'List the family',
    description: 'Your family of agents: names, runs, states, and why they are in them.',
    input: z.object({}),
    run: async (world, _input, answer) => {
      const { runs } = await world.ask('listRuns', { query: { limit: 100 } })
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
      const params = { message_id: MessageId.parse(message_id) }
      const message = await world.ask('readMessage', { params })
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
    run: (world, { timeout_seconds, how }, answer) => wait(world, timeout_seconds, how, answer),
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
    run: async (world, { question, timeout_seconds, how }, answer) => {
      await send(world, ['parent'], `question: ${question.split('\n', 1)[0]?.slice(0, 80)}`, question)
      await wait(world, timeout_seconds, how, answer)
    },
  }),
  tool({
    name: 'finish',
    title: 'Report that your task is done',
    description:
      'Tells your parent, in your words, that your task is done and with what result. End your turn after it.',
    input: z.object({ summary: z.string().min(1).max(bodyCharsMax) }),
    run: async (world, { summary }, answer) => {
      const own = await world.ask('getRun', { params: { run_id: world.runId } })
      if (!own.parent_run_id)
        return answer('You have no parent to tell: end your turn with the summary as its last words.')
      await send(world, ['parent'], `${own.agent_config?.name ?? own.title} finished`, summary)
      answer('Your parent was told. End your turn now.')
    },
  }),
]

async function send(world: FamilyWorld, to: string[], subject: string, body: string): Promise<string[]> {
  return (await world.ask('sendMessages', { body: { to, subject, body } })).message_ids
}

async function wait(
  world: FamilyWorld,
  wished: number,
  how: 'block' | 'end-turn',
  answer: (text: string) => void,
): Promise<void> {
  const params = { run_id: world.runId }
  const { harness_session_id: session } = await world.ask('getRun', { params })
  if (!session)
    return answer('Your session is not known to the service yet; end your turn, messages come by themselves.')
  const seconds = wished > 0 ? wished : waitDefaultSeconds
  const waited = await waitForEvents(
    {
      now: world.clock.now,
      publish: async (event_type, ref_id) => {
        const body = { event_type, ...(ref_id === undefined ? {} : { ref_id }) }
        return (await world.ask('publishEvent', { params, body })).sequence
      },
      take: () => world.takeMail(session, answer),
      nextMessage: async (since, withinMs) => {
        const wanted = { runId: world.runId, types: newMessage, since, withinMs }
        return (await world.nextEvent(wanted))?.sequence ?? null
      },
      isBrokenOff: world.isCancelled,
    },
    { seconds, how },
  )
  if (waited.kind === 'nothing') answer(`Nothing came within ${seconds} s.`)
  if (waited.kind === 'registered')
    answer(
      `Known. End your turn now; you are woken when something comes, or in ${seconds} s if nothing does.`,
    )
}
const newMessage: ReadonlySet<string> = new Set(['new_message'])

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
