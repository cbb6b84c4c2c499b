import { promptArgumentCharsMax } from '../limits.ts'
import { answerWaiterScript } from './answer-waiter.ts'
import { claudeInstructions } from './claude-instructions.ts'
import { readClaudeHook, renderClaudeAnswer, renderClaudeHook } from './claude-hooks.ts'
import { readClaudeLine } from './claude-output.ts'
import { claudeSessionFile } from './claude-session-file.ts'
import { claudeSettings } from './claude-settings.ts'
import { wakeWaiterScript } from './claude-wake-waiter.ts'
import type { Harness, LaunchFacts, LaunchPlan, SeedFile } from './harness.ts'
import { joinPath } from './paths.ts'

/**
 * Claude Code. Command lines, hook shapes and output were recorded from 2.1.330 (`fixtures/`). Everything it needs
 * comes through per-run arguments and files in the run's directory; the one change outside is the directory's trust.
 */
export const claudeHarness: Harness = {
  name: 'claude',
  // Idle waking needs a named pipe; on Windows none is ever armed, and main falls back to the next turn boundary.
  abilities: { canResume: true, canBeWokenIdle: true, hasHooks: true },
  program: 'claude',
  start: (facts) => plan(facts, ['--session-id', facts.session], 'terminal'),
  resume: (facts) => plan(facts, ['--resume', facts.session], 'terminal'),
  headless: (facts, mode) =>
    plan(
      { ...facts, prompt: facts.prompt.trim() === '' ? emptyPrompt : facts.prompt },
      [...headlessArguments, mode === 'start' ? '--session-id' : '--resume', facts.session],
      'headless',
    ),
  sessionFile: claudeSessionFile,
  liveSessionsDirectory: ({ platform, home, configDirectory }) =>
    joinPath(platform, configDirectory ?? joinPath(platform, home, '.claude'), 'sessions'),
  readHook: readClaudeHook,
  renderHook: renderClaudeHook,
  renderAnswer: renderClaudeAnswer,
  readHeadlessLine: readClaudeLine,
}

const headlessArguments = ['-p', '--output-format', 'stream-json', '--verbose'] as const
const emptyPrompt = 'Begin. What you have to do stands in your context.' // `-p` refuses to start without a prompt

function plan(facts: LaunchFacts, session: readonly string[], where: 'terminal' | 'headless'): LaunchPlan {
  const isWakeable = where === 'terminal' && facts.platform !== 'win32'
  const place = (name: string): string => joinPath(facts.platform, facts.runDirectory, name)
  const settings = {
    path: place('claude-settings.json'),
    content: claudeSettings(facts, isWakeable ? 'wakeable' : 'not-wakeable'),
    mode: 0o600,
  }
  const instructions = { path: place('instructions.md'), content: claudeInstructions(facts), mode: 0o600 }
  const waiter = { path: place('wake-waiter.sh'), content: wakeWaiterScript(facts.runDirectory), mode: 0o700 }
  const answers = {
    path: place('answer-waiter.sh'),
    content: answerWaiterScript(facts.runDirectory),
    mode: 0o700,
  }
  const mcp = { path: place('mcp.json'), content: mcpConfig(facts.reveille), mode: 0o600 }
  const prompt = promptArgument(facts)
  return {
    argv: [
      facts.program,
      ...session,
      ...['--settings', settings.path],
      ...['--mcp-config', mcp.path],
      ...['--append-system-prompt-file', instructions.path],
      ...(facts.model === null ? [] : ['--model', facts.model]),
      ...permissionArguments[facts.permissionMode],
      // Behind `--` nothing is an option, whatever the prompt begins with.
      ...(prompt.argument === '' ? [] : ['--', prompt.argument]),
    ],
    directory: facts.directory,
    environment: {},
    seeds: [settings, instructions, mcp, ...(isWakeable ? [waiter, answers] : []), ...prompt.seeds],
    trust: {
      file: joinPath(facts.platform, facts.configDirectory ?? facts.home, '.claude.json'),
      directory: facts.directory,
    },
  }
}

/** The family as tools, beside whatever servers the user has; the run's own environment says who it is. */
export function mcpConfig([command = '', ...args]: readonly string[]): string {
  return `${JSON.stringify({ mcpServers: { reveille: { command, args: [...args, 'mcp'] } } }, null, 2)}\n`
}

/** `default` says nothing: then the user's own settings decide. */
const permissionArguments = {
  default: [],
  plan: ['--permission-mode', 'plan'],
  'accept-edits': ['--permission-mode', 'acceptEdits'],
  bypass: ['--dangerously-skip-permissions'],
} as const satisfies Record<LaunchFacts['permissionMode'], readonly string[]>

/** The prompt as one argument; one that no argument list carries goes into a file beside the settings. */
function promptArgument(facts: LaunchFacts): { argument: string; seeds: readonly SeedFile[] } {
  const prompt = facts.prompt.replaceAll('\0', '') // no argument can hold one
  if (prompt.length <= promptArgumentCharsMax) return { argument: prompt, seeds: [] }
  const path = joinPath(facts.platform, facts.runDirectory, 'prompt.md')
  return {
    argument: `Your task is too long for a command line; it stands in the file ${path}. Read all of it, then do it.`,
    seeds: [{ path, content: prompt, mode: 0o600 }],
  }
}
