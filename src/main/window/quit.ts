import { dialog, type BrowserWindow } from 'electron'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { stopGraceMs } from '../../shared/limits.ts'
import { delay } from '../../shared/kernel/clock.ts'
import type { App } from '../app.ts'

/** Local agents whose process lives. */
export const runningAgents = (app: App): readonly Conversation[] =>
  [...app.conversations.all.values()].filter(
    (one) => !one.isKilled && one.place === 'local' && app.terminals.fact(one.terminalId) === 'alive',
  )

/** What is to become of running agents: as was chosen for good, else asked; null when the person stays. */
export async function chooseQuit(app: App, window: BrowserWindow | null): Promise<'leave' | 'stop' | null> {
  const running = runningAgents(app)
  const { onQuit } = app.settings.value
  if (running.length === 0) return 'leave'
  if (onQuit !== 'ask') return onQuit
  const names = running.map((one) => one.name).join(', ')
  const question = {
    type: 'question' as const,
    message: running.length === 1 ? `${names} is running` : `${running.length} agents are running`,
    detail: `${running.length === 1 ? '' : `${names}.\n\n`}They can go on without Reveille; their messages wait until it is back. Stopped ones sleep and are resumed later. Nothing is lost either way.`,
    buttons: ['Leave running', 'Stop them', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
    checkboxLabel: 'Do this every time',
    noLink: true,
  }
  const { response, checkboxChecked } = await (window
    ? dialog.showMessageBox(window, question)
    : dialog.showMessageBox(question))
  if (response === 2) return null
  const choice = response === 0 ? 'leave' : 'stop'
  if (checkboxChecked) app.settings.change({ onQuit: choice })
  return choice
}

/** Ends the processes of all running agents; their sessions stay. Waits for their ends to be told, within a bound. */
export async function stopRunning(app: App): Promise<void> {
  const running = runningAgents(app)
  await Promise.all(running.map((one) => app.agents.stopProcess(one)))
  const end = app.clock.now() + stopGraceMs
  while (runningAgents(app).length > 0 && app.clock.now() < end) await delay(app.clock, 50)
}
