import { answerWaiterScript } from './answer-waiter.ts'
import { agentInstructions } from './agent-instructions.ts'
import { readClaudeHook, renderClaudeAnswer, renderClaudeHook } from './claude-hooks.ts'
import { readClaudeLine } from './claude-output.ts'
import { claudeSessionFile } from './claude-session-file.ts'
import { claudeSignIn, readClaudeOpenCall, readClaudeTranscriptLine } from './claude-transcript.ts'
import { canWaitForAnswer, claudeSettings } from './claude-settings.ts'
import { wakeWaiterScript } from './claude-wake-waiter.ts'
import type { Harness, LaunchFacts, LaunchPlan } from './harness.ts'
import { mcpCallSeconds, mcpUrl, tokenVariable } from './mcp-server.ts'
import { joinPath } from './paths.ts'
import { headlessPrompt, promptArgument } from './prompt-argument.ts'

/**
 * Claude Code. Command lines, hook shapes and output were recorded from 2.1.330 (`fixtures/`). Everything it needs
 * comes through per-run arguments and files in the run's directory; the one change outside is the directory's trust.
 */
export const claudeHarness: Harness = {
  name: 'claude',
  // Idle waking needs a named pipe; on Windows none is ever armed, and main falls back to the next turn boundary.
  abilities: { canResume: true, canBeWokenIdle: true, hasHooks: true, takesSessionId: true },
  program: 'claude',
  start: (facts) => plan(facts, ['--session-id', facts.session], 'terminal'),
  resume: (facts) => plan(facts, ['--resume', facts.session], 'terminal'),
  headless: (facts, mode) =>
    plan(
      headlessPrompt(facts),
      [...headlessArguments, mode === 'start' ? '--session-id' : '--resume', facts.session],
      'headless',
    ),
  fork: (facts, source) =>
    plan(
      headlessPrompt(facts),
      [...headlessArguments, '--resume', source, '--fork-session', '--session-id', facts.session],
      'headless',
    ),
  sessionPlace: claudeSessionFile,
  sessionHome: (facts) => claudeSessionFile(facts).path,
  configVariable: 'CLAUDE_CONFIG_DIR',
  signIn: claudeSignIn,
  readTranscriptLine: readClaudeTranscriptLine,
  readOpenCall: readClaudeOpenCall,
  liveSessionsDirectory: ({ platform, home, configDirectory }) =>
    joinPath(platform, configDirectory ?? joinPath(platform, home, '.claude'), 'sessions'),
  readHook: readClaudeHook,
  renderHook: renderClaudeHook,
  renderAnswer: renderClaudeAnswer,
  headlessReader: () => readClaudeLine,
}

const headlessArguments = ['-p', '--output-format', 'stream-json', '--verbose'] as const

function plan(facts: LaunchFacts, session: readonly string[], where: 'terminal' | 'headless'): LaunchPlan {
  const isWakeable = where === 'terminal' && facts.platform !== 'win32'
  const idle = isWakeable ? 'wakeable' : 'not-wakeable'
  const place = (name: string): string => joinPath(facts.platform, facts.runDirectory, name)
  const settings = {
    path: place('claude-settings.json'),
    content: claudeSettings(facts, idle),
    mode: 0o600,
  }
  const instructions = {
    path: place('instructions.md'),
    content: agentInstructions(facts, 'claude'),
    mode: 0o600,
  }
  const waiter = { path: place('wake-waiter.sh'), content: wakeWaiterScript(facts.runDirectory), mode: 0o700 }
  const answers = {
    path: place('answer-waiter.sh'),
    content: answerWaiterScript(facts.runDirectory),
    mode: 0o700,
  }
  const mcp = { path: place('mcp.json'), content: mcpConfig(facts), mode: 0o600 }
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
    seeds: [
      ...[settings, instructions, mcp, ...(isWakeable ? [waiter] : [])],
      ...(canWaitForAnswer(facts, idle) ? [answers] : []),
      ...prompt.seeds,
    ],
    trust: {
      file: joinPath(facts.platform, facts.configDirectory ?? facts.home, '.claude.json'),
      directory: facts.directory,
    },
  }
}

/** The family as tools, beside whatever servers the user has; the run's own environment says who it is. */
export function mcpConfig(facts: Pick<LaunchFacts, 'serviceUrl'>): string {
  const headers = { Authorization: `Bearer \${${tokenVariable}}` }
  const reveille = { type: 'http', url: mcpUrl(facts), headers, timeout: mcpCallSeconds * 1_000 }
  return `${JSON.stringify({ mcpServers: { reveille } }, null, 2)}\n`
}

/** `default` says nothing: then the user's own settings decide. */
const permissionArguments = {
  default: [],
  plan: ['--permission-mode', 'plan'],
  'accept-edits': ['--permission-mode', 'acceptEdits'],
  bypass: ['--dangerously-skip-permissions'],
} as const satisfies Record<LaunchFacts['permissionMode'], readonly string[]>
