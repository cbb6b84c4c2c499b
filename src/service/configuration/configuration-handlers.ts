import type { HandlersOf } from '../handler.ts'
import { wireTime, wireTimeOrNull } from '../wire-time.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import type { Offer } from './configuration-file.ts'
import { defaultModelId } from './resolve-request.ts'

const byName = (one: { readonly name: string }, other: { readonly name: string }): number =>
  one.name.localeCompare(other.name)
const newestFirst = (one: string | null | undefined, other: string | null | undefined): number =>
  (other ?? '').localeCompare(one ?? '')

/** What can be named in a run's configuration, and when it was last. */
export const configurationHandlers = (
  offer: () => Offer,
): HandlersOf<'listAgents' | 'listEnvironments' | 'listModels'> => ({
  listAgents: ({ tx, query }) => {
    const { agents, environments } = offer().configuration
    const listed = agents.map((agent) => {
      const last = lastRun(tx, { skill: agent.id })
      const places = environments.filter(({ id }) => id === agent.environment_id)
      return {
        name: agent.name ?? agent.id,
        variants: [
          {
            id: agent.id,
            description: agent.description ?? '',
            base_prompt: agent.base_prompt ?? '',
            source: { owner: 'reveille', name: 'configuration', skill_path: agent.id },
            environments: places.map(({ id, name }) => ({ uid: id, name: name ?? id })),
            last_run_timestamp: wireTimeOrNull(last?.createdAt ?? null),
          },
        ],
      }
    })
    const lastRunOf = ({ variants }: (typeof listed)[number]) => variants[0]?.last_run_timestamp
    return {
      agents: listed.sort((one, other) =>
        query.sort_by === 'last_run'
          ? newestFirst(lastRunOf(one), lastRunOf(other)) || byName(one, other)
          : byName(one, other),
      ),
    }
  },

  listEnvironments: ({ tx, query }) => {
    const { configuration, changedAt } = offer()
    const listed = configuration.environments.map(({ id, name, description, working_directory }) => {
      const last = lastRun(tx, { environmentId: id })
      return {
        uid: id,
        config: {
          name: name ?? id,
          ...(description === undefined ? {} : { description }),
          ...(working_directory === undefined ? {} : { working_directory }),
        },
        last_updated: wireTime(changedAt),
        last_task_run_timestamp: wireTimeOrNull(last?.startedAt ?? null),
        ...(last === null ? {} : { last_task_created: taskOf(last) }),
        setup_failed: last?.startedAt === null && (last.state === 'FAILED' || last.state === 'ERROR'),
        scope: { type: 'User' },
      }
    })
    if (query.sort_by === 'name') listed.sort((one, other) => byName(one.config, other.config))
    return { environments: listed }
  },

  listModels: () => {
    const { models, default_model_id: chosen } = offer().configuration
    return {
      default_model_id: chosen ?? defaultModelId,
      models: [
        ...models.map(({ harness: _harness, harness_model: _model, ...told }) => ({
          ...told,
          display_name: told.display_name ?? told.id,
        })),
        {
          id: defaultModelId,
          display_name: "The harness's own choice",
          provider: 'UNKNOWN',
          vision_supported: true,
        },
      ],
    }
  },
})

const lastRun = (
  tx: Transaction,
  by: { readonly skill: string } | { readonly environmentId: string },
): Run | null => tx.runs.list({ ...by, sort: 'created_at', order: 'desc', limit: 1 })[0] ?? null

const taskOf = (run: Run) => ({
  id: run.runId,
  title: run.title,
  state: run.state,
  created_at: wireTime(run.createdAt),
  updated_at: wireTime(run.updatedAt),
  started_at: wireTimeOrNull(run.startedAt),
})
