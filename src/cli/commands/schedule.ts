import { randomUUID } from 'node:crypto'
import type { ApiClient } from '../../shared/contract/api/client.ts'
import type { ScheduleItem } from '../../shared/contract/api/schedule.ts'
import { CliFailure } from '../exit-codes.ts'
import { printAnswer, table } from '../output.ts'
import type { Environment } from '../service-address.ts'
import { openClient, orFail, type CommonOptions } from '../session.ts'

export type CreateOptions = CommonOptions & {
  readonly cron: string
  readonly timeZone?: string
  readonly missed?: 'run-once' | 'skip' | 'ask'
  readonly prompt?: string
  readonly harness?: string
  readonly command: readonly string[]
}

/** `reveille schedule create`. */
export async function createSchedule(
  name: string,
  options: CreateOptions,
  environment: Environment,
): Promise<void> {
  if (options.prompt === undefined && options.command.length === 0)
    throw new CliFailure('usage', 'say what it shall do: --prompt, or -- program args')
  const client = openClient(options, environment)
  const made = orFail(
    await client.call('createSchedule', {
      body: {
        name,
        cron_schedule: options.cron,
        prompt: options.prompt ?? '',
        agent_config: {
          ...(options.harness === undefined ? {} : { harness: { type: options.harness } }),
          ...(options.command.length === 0 ? {} : { command: [...options.command] }),
        },
        ...(options.timeZone === undefined ? {} : { time_zone: options.timeZone }),
        ...(options.missed === undefined ? {} : { missed: options.missed }),
      },
      idempotencyKey: randomUUID(),
    }),
  )
  printAnswer(options, made, describe(made))
}

/** `reveille schedule list`. */
export async function listSchedules(options: CommonOptions, environment: Environment): Promise<void> {
  const { schedules } = orFail(await openClient(options, environment).call('listSchedules', {}))
  const rows = schedules.map((one) => [
    one.id,
    one.name,
    one.cron_schedule,
    one.time_zone,
    one.enabled ? (one.history.next_run ?? '') : 'paused',
    one.history.last_ran ?? '',
    one.last_spawn_error ?? '',
  ])
  const text = table(['SCHEDULE', 'NAME', 'CRON', 'ZONE', 'NEXT', 'LAST', 'WHY'], rows)
  printAnswer(options, { schedules }, schedules.length === 0 ? 'no schedules' : text)
}

const calls = {
  get: 'getSchedule',
  pause: 'pauseSchedule',
  resume: 'resumeSchedule',
} as const

/** `reveille schedule get|pause|resume|delete`. */
export async function directSchedule(
  verb: keyof typeof calls | 'delete',
  which: string,
  options: CommonOptions,
  environment: Environment,
): Promise<void> {
  const client = openClient(options, environment)
  const params = { schedule_id: await findSchedule(client, which) }
  if (verb === 'delete') {
    const deleted = orFail(await client.call('deleteSchedule', { params }))
    return printAnswer(options, deleted, `deleted ${which}`)
  }
  const item = orFail(await client.call(calls[verb], { params }))
  printAnswer(options, item, describe(item))
}

const describe = (one: ScheduleItem): string =>
  `${one.name} (${one.cron_schedule}, ${one.time_zone}): ${one.id}\n${
    one.enabled ? `next: ${one.history.next_run ?? 'never'}` : 'paused'
  }`

/** An id, or a name that only one schedule has. */
async function findSchedule(client: ApiClient, given: string): Promise<string> {
  if (/^[0-9a-f-]{36}$/i.test(given)) return given
  const { schedules } = orFail(await client.call('listSchedules', {}))
  const [first, second] = schedules.filter(({ name }) => name === given)
  if (first === undefined) throw new CliFailure('notFound', `no schedule is called ${given}`)
  if (second !== undefined)
    throw new CliFailure('usage', `several schedules are called ${given}; give the id`)
  return first.id
}
