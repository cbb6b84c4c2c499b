import type { Configuration } from '../../shared/contract/api/configuration.ts'
import type { CreateRun, RunConfig } from '../../shared/contract/api/run.ts'
import { Refusal } from '../refusal.ts'

/** The harness's own choice; always offered. */
export const defaultModelId = 'default'

type Named = { readonly id: string }

/**
 * The request with everything that it names filled in: its agent, then that agent's environment and model. What the
 * request says itself counts more than what its agent says, and that more than its environment. Refuses names that are
 * not there, and models that are switched off.
 */
export function resolveRequest(request: CreateRun, configuration: Configuration): CreateRun {
  const given = request.config ?? {}
  const skill = request.skill ?? given.skill_spec
  const agent = find('skill', configuration.agents, skill)
  const environmentId = given.environment_id ?? agent?.environment_id
  const environment = find('environment', configuration.environments, environmentId)
  const config: RunConfig = {
    ...pick(environment, ['working_directory', 'permission_mode']),
    ...pick(agent, ['base_prompt', 'working_directory', 'permission_mode', 'command']),
    ...given,
    ...(environmentId === undefined ? {} : { environment_id: environmentId }),
    ...(skill === undefined ? {} : { skill_spec: skill }),
  }
  const type = given.harness?.type ?? agent?.harness
  const resolved = withModel(config, type, given.model_id ?? agent?.model_id, configuration)
  return Object.keys(resolved).length === 0 ? request : { ...request, config: resolved }
}

function withModel(
  config: RunConfig,
  harness: string | undefined,
  modelId: string | undefined,
  { models, default_model_id: defaultModel }: Configuration,
): RunConfig {
  const isCommand = harness === 'command' || (harness === undefined && config.command !== undefined)
  const named = modelId ?? (isCommand || config.harness?.model_id ? undefined : defaultModel)
  const base = harness === undefined ? config : { ...config, harness: { ...config.harness, type: harness } }
  if (named === undefined || named === defaultModelId) return base
  const model = models.length === 0 ? { id: named } : find('model', models, named)
  if (model === null) return base
  if ('disable_reason' in model && model.disable_reason !== undefined)
    throw new Refusal(
      'operation_not_supported',
      `model ${model.id} is switched off (${model.disable_reason})`,
    )
  const own = 'harness' in model ? model.harness : undefined
  const type = harness ?? own ?? (isCommand ? 'command' : 'claude')
  if (own !== undefined && own !== type) {
    if (modelId === undefined) return base // the default is meant for another harness
    throw new Refusal('invalid_request', `config.model_id: ${model.id} is a model of ${own}, not of ${type}`)
  }
  const harnessModel =
    config.harness?.model_id ?? ('harness_model' in model ? model.harness_model : undefined) ?? model.id
  return {
    ...base,
    model_id: model.id,
    harness: {
      ...config.harness,
      type,
      model_id: harnessModel,
      ...('reasoning_level' in model && model.reasoning_level !== undefined
        ? { reasoning_level: model.reasoning_level }
        : {}),
    },
  }
}

function find<One extends Named>(what: string, list: readonly One[], id: string | undefined): One | null {
  if (id === undefined) return null
  const found = list.find((one) => one.id === id)
  if (found !== undefined) return found
  const known = list.map((one) => one.id).slice(0, namesShown)
  const hint = known.length > 0 ? `; there are: ${known.join(', ')}` : '; none is configured'
  throw new Refusal('resource_not_found', `no ${what} is called ${id}${hint}`)
}

const namesShown = 20

type Defaults = 'base_prompt' | 'working_directory' | 'permission_mode' | 'command'

const pick = (
  from: Partial<Pick<RunConfig, Defaults>> | null,
  keys: readonly Defaults[],
): Partial<Pick<RunConfig, Defaults>> =>
  Object.fromEntries(keys.flatMap((key) => (from?.[key] === undefined ? [] : [[key, from[key]]])))
