/** Variables of ours, npm's, Electron's and of an outer agent's that must not reach an agent. */
const scrubbedNames = new Set([
  'CLAUDECODE',
  'CLAUDE_PID',
  'CLAUDE_EFFORT',
  'GEMINI_CLI',
  'OPENCODE',
  'OPENCODE_PID',
  'INIT_CWD',
  'NODE_OPTIONS',
  'NODE_PATH',
  'NODE_ENV',
  'VITEST',
  'COLOR',
  'ORIGINAL_XDG_CURRENT_DESKTOP',
  'CHROME_DESKTOP',
  'GDK_BACKEND',
])
const scrubbedPrefixes = ['CLAUDE_CODE_', 'ELECTRON_', 'npm_', 'REVEILLE_', 'VITEST_', 'PLAYWRIGHT_', 'VITE_']

/** Choices of the user's that look like noise and are not: which provider Claude talks to, and how. */
const kept =
  /^CLAUDE_CODE_(USE_[A-Z]+|SKIP_[A-Z]+_AUTH|OAUTH_TOKEN|MAX_OUTPUT_TOKENS|MAX_RETRIES|API_KEY_HELPER_TTL_MS)$/

/** The environment an agent starts from: the user's, without what belongs to us or to an agent around us. */
export function cleanEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const clean: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue
    const isScrubbed = scrubbedNames.has(name) || scrubbedPrefixes.some((prefix) => name.startsWith(prefix))
    if (!isScrubbed || kept.test(name)) clean[name] = value
  }
  return clean
}

/** The variables through which an agent, its hooks and its CLI find their run. */
export type RunEnvironment = {
  readonly runId: string
  readonly parentRunId: string | null
  readonly token: string
  readonly url: string
  /** The embedded service's file, read first: a restarted service may have another port. */
  readonly serviceFile: string | null
  readonly harness: string
  readonly name: string
  readonly runDirectory: string
  readonly session: string
  /** Directory that holds `reveille`, put in front of the PATH. */
  readonly binDirectory: string
}

/** Names are part of the CLI's contract; `docs/cli.md` lists them. */
export function runEnvironment(
  run: RunEnvironment,
  around: Readonly<Record<string, string>>,
  pathDelimiter: string,
): Record<string, string> {
  const path = around['PATH'] ?? ''
  return {
    REVEILLE_RUN_ID: run.runId,
    ...(run.parentRunId === null ? {} : { REVEILLE_PARENT_RUN_ID: run.parentRunId }),
    REVEILLE_TOKEN: run.token,
    REVEILLE_URL: run.url,
    ...(run.serviceFile === null ? {} : { REVEILLE_SERVICE_FILE: run.serviceFile }),
    REVEILLE_HARNESS: run.harness,
    REVEILLE_AGENT_NAME: run.name,
    REVEILLE_RUN_DIR: run.runDirectory,
    REVEILLE_SESSION_ID: run.session,
    PATH: path === '' ? run.binDirectory : `${run.binDirectory}${pathDelimiter}${path}`,
    ...pastProxies(run.url, around),
  }
}

/** Where the user has a proxy, a harness would ask it for the service on this machine, too. */
function pastProxies(url: string, around: Readonly<Record<string, string>>): Record<string, string> {
  const [, host] = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(?=[:/]|$)/.exec(url) ?? []
  const hasProxy = Object.entries(around).some(
    ([name, value]) => /^(https?|all)_proxy$/i.test(name) && value !== '',
  )
  if (host === undefined || !hasProxy) return {}
  const given = around['NO_PROXY'] ?? around['no_proxy'] ?? ''
  if (given.split(',').some((one) => ['*', host].includes(one.trim()))) return {}
  const names = given === '' ? host : `${given},${host}`
  return { NO_PROXY: names, no_proxy: names }
}
