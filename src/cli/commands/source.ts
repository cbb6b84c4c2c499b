import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import type { ApiClient, CallInput } from '../../shared/contract/api/client.ts'
import { FiringId, SubscriptionId } from '../../shared/domain/ids.ts'
import { CliFailure } from '../exit-codes.ts'
import { plain, printAnswer, table, textOrFile, wholeNumber } from '../output.ts'
import { findRun, requireOwnRun } from '../run-reference.ts'
import { serviceAddress, type Environment } from '../service-address.ts'
import { openClient, orFail, type CommonOptions } from '../session.ts'

type Asked = NonNullable<CallInput<'createSource'>['body']>
export type AddOptions = CommonOptions & {
  readonly run?: string
  readonly cron?: string
  readonly timeZone?: string
  readonly missed?: 'run-once' | 'skip' | 'ask'
  readonly webhook?: 'github' | 'generic'
  readonly secretFile?: string
  readonly files?: string
  readonly ignore?: readonly string[]
  readonly after?: string
  readonly again?: boolean
  readonly event?: readonly string[]
  readonly where?: readonly string[]
  readonly subject?: string
  readonly body?: string
  readonly command: readonly string[]
}

/** `reveille source add`: binds one source to a run. */
export async function addSource(name: string, options: AddOptions, environment: Environment): Promise<void> {
  const client = openClient(options, environment)
  const source = await sourceOf(client, options, environment)
  const run_id =
    options.run === undefined ? requireOwnRun(environment) : await findRun(client, options.run, environment)
  const secret = (await textOrFile(undefined, options.secretFile))?.trim()
  const { subject, body } = options
  const made = orFail(
    await client.call('createSource', {
      body: {
        subscription_id: SubscriptionId.parse(randomUUID()), // minted here: a repeated request makes one
        name,
        source,
        target: { kind: 'run', run_id },
        filter: { event_types: [...(options.event ?? [])], where: (options.where ?? []).map(condition) },
        message: { ...(subject === undefined ? {} : { subject }), ...(body === undefined ? {} : { body }) },
        ...(secret === undefined ? {} : { secret }),
      },
    }),
  )
  const lines = [`source ${name} (${made.kind}): ${made.subscription_id}`]
  if (made.next_at) lines.push(`next: ${made.next_at}`)
  if (made.webhook_path) {
    const address = await serviceAddress(options, environment).address()
    lines.push(`address: ${new URL(made.webhook_path, address).href}`)
    if (made.secret !== undefined && secret === undefined)
      lines.push(`secret (told now and never again): ${made.secret}`)
  }
  printAnswer(options, made, lines.join('\n'))
}

async function sourceOf(
  client: ApiClient,
  options: AddOptions,
  environment: Environment,
): Promise<Asked['source']> {
  const { cron, webhook, files, after, command } = options
  const given = [cron, webhook, files, after, command.length > 0 ? command : undefined]
  if (given.filter((one) => one !== undefined).length !== 1)
    throw new CliFailure(
      'usage',
      'say what happens: one of --cron, --webhook, --files, --after, or -- program args',
    )
  const { timeZone: time_zone, missed } = options
  if (cron !== undefined)
    return {
      kind: 'schedule',
      cron,
      ...(time_zone === undefined ? {} : { time_zone }),
      ...(missed === undefined ? {} : { missed }),
    }
  if (webhook !== undefined) return { kind: 'webhook', verify: webhook }
  if (files !== undefined)
    return { kind: 'file', directory: resolve(files), ignore: [...(options.ignore ?? [])] }
  if (after !== undefined) return { kind: 'run', run_id: await findRun(client, after, environment) }
  return { kind: 'command', argv: [...command], repeat: options.again ? 'again' : 'once' }
}

/** `path=value`; a value that is JSON means that value, anything else is text. */
function condition(given: string): { path: string; equals: string | number | boolean | null } {
  const at = given.indexOf('=')
  if (at <= 0) throw new CliFailure('usage', `--where must be path=value, not ${given}`)
  const value = given.slice(at + 1)
  const isLiteral = /^(true|false|null|-?\d+(\.\d+)?)$/.test(value)
  return { path: given.slice(0, at), equals: isLiteral ? (JSON.parse(value) as number) : value } // a JSON scalar
}

/** `reveille source list`. */
export async function listSources(
  which: string | undefined,
  options: CommonOptions,
  environment: Environment,
): Promise<void> {
  const client = openClient(options, environment)
  const query = which === undefined ? {} : { ancestor_run_id: await findRun(client, which, environment) }
  const { sources } = orFail(await client.call('listSources', { query }))
  const rows = sources.map((one) => [
    one.subscription_id,
    one.name,
    one.kind,
    one.is_enabled ? 'on' : 'paused',
    one.next_at ?? '',
    one.last_fired_at ?? '',
    one.last_error ?? '',
  ])
  const text = table(['SOURCE', 'NAME', 'KIND', 'STATE', 'NEXT', 'LAST', 'WHY'], rows)
  printAnswer(options, { sources }, sources.length === 0 ? 'no sources' : text)
}

const states = { pause: 'paused', resume: 'resumed', remove: 'removed', fire: 'fired' } as const

/** `reveille source pause|resume|remove|fire`. */
export async function directSource(
  verb: keyof typeof states,
  which: string,
  options: CommonOptions,
  environment: Environment,
): Promise<void> {
  const client = openClient(options, environment)
  const params = { subscription_id: await findSource(client, which) }
  if (verb === 'fire') {
    const firing = orFail(await client.call('fireSource', { params }))
    return printAnswer(options, firing, `${firing.state}: ${firing.reason}`)
  }
  if (verb === 'remove') orFail(await client.call('deleteSource', { params }))
  else orFail(await client.call('updateSource', { params, body: { is_enabled: verb === 'resume' } }))
  printAnswer(options, params, `${states[verb]} ${which}`)
}

/** `reveille source firings`. */
export async function listFirings(
  which: string,
  options: CommonOptions & { readonly limit: string },
  environment: Environment,
): Promise<void> {
  const client = openClient(options, environment)
  const params = { subscription_id: await findSource(client, which) }
  const query = { limit: wholeNumber('--limit', options.limit) }
  const { firings } = orFail(await client.call('listFirings', { params, query }))
  const rows = firings.map((one) => [
    one.occurred_at,
    one.state,
    one.event_type,
    String(one.times),
    one.firing_id,
    plain(one.reason),
  ])
  const text = table(['WHEN', 'STATE', 'EVENT', 'TIMES', 'FIRING', 'WHY'], rows)
  printAnswer(options, { firings }, firings.length === 0 ? 'nothing happened yet' : text)
}

/** `reveille source answer`. */
export async function answerFiring(
  which: string,
  firing: string,
  options: CommonOptions & { readonly run?: boolean; readonly skip?: boolean },
  environment: Environment,
): Promise<void> {
  if (options.run !== true && options.skip !== true)
    throw new CliFailure('usage', 'what shall become of it: --run or --skip')
  const firing_id = FiringId.safeParse(firing)
  if (!firing_id.success)
    throw new CliFailure('usage', `${firing} is no firing; \`source firings\` lists them`)
  const client = openClient(options, environment)
  const params = { subscription_id: await findSource(client, which), firing_id: firing_id.data }
  const answer = options.run === true ? ('run' as const) : ('skip' as const)
  const decided = orFail(await client.call('answerFiring', { params, body: { answer } }))
  printAnswer(options, decided, `${decided.state}: ${decided.reason}`)
}

/** An id, or a name that only one source has. */
async function findSource(client: ApiClient, given: string): Promise<SubscriptionId> {
  const id = SubscriptionId.safeParse(given)
  if (id.success) return id.data
  const { sources } = orFail(await client.call('listSources', {}))
  const [first, second] = sources.filter(({ name }) => name === given)
  if (first === undefined) throw new CliFailure('notFound', `no source is called ${given}`)
  if (second !== undefined) throw new CliFailure('usage', `several sources are called ${given}; give the id`)
  return first.subscription_id
}
