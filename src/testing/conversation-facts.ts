import { RunItem } from '../shared/contract/api/run.ts'
import { conversationOfRun, type Conversation } from '../shared/domain/conversation.ts'
import { ConversationId, HarnessSessionId, PaneId, RunId, TerminalId } from '../shared/domain/ids.ts'

/** The ids of a test's n-th conversation. */
export const testIds = (n = 1) => ({
  runId: RunId.parse(`11111111-1111-4111-8111-${String(n).padStart(12, '0')}`),
  id: ConversationId.parse(`22222222-2222-4222-8222-${String(n).padStart(12, '0')}`),
  session: HarnessSessionId.parse(`session-${n}`),
  paneId: PaneId.parse(`pane-${n}`),
  terminalId: TerminalId.parse(`terminal-${n}`),
})

/** A run as the service tells it; ended and local by default. */
export const testRun = (n = 1, overrides: Partial<RunItem> = {}): RunItem =>
  RunItem.parse({
    run_id: testIds(n).runId,
    task_id: testIds(n).runId,
    title: `agent-${n}`,
    state: 'SUCCEEDED',
    prompt: '',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    is_sandbox_running: false,
    execution_location: 'LOCAL',
    ...overrides,
  })

/** A dormant local conversation by default. */
export const testConversation = (n = 1, overrides: Partial<Conversation> = {}): Conversation => ({
  ...conversationOfRun(testRun(n), null, testIds(n), { directory: '/', now: 0 }),
  ...overrides,
})
