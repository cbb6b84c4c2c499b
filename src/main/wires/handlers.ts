import { dialog } from 'electron'
import type { appContract, AppView } from '../../shared/contract/app.ts'
import { describeFailure } from '../../shared/contract/api/client.ts'
import { WireError, type WireHandlers } from '../../shared/contract/wire.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import type { ConversationId, PaneId } from '../../shared/domain/ids.ts'
import { takeStep } from '../../shared/domain/layout-steps.ts'
import { activateTab, focusPane, resizeSplit, type Layout } from '../../shared/domain/layout.ts'
import { movePane, moveTab, toggleZoom } from '../../shared/domain/layout-moves.ts'
import { hostStartWithinMs } from '../../shared/terminal-limits.ts'
import { openLink } from '../window/window.ts'
import type { App } from '../app.ts'
import { mintTabId } from '../mint-ids.ts'
import { activityHandlers } from './activity-handlers.ts'
import { answerFor } from './answer-for.ts'
import { lookAgainAtHarnesses } from '../supervision/look-for-harnesses.ts'
import { addWorktree, tidyWorktree } from '../side/worktree.ts'
import { openOutputPort } from './output-ports.ts'
import type { PageLine } from './ipc.ts'
import { severalWindowHandlers, type SeveralWindows } from './several-windows.ts'
import { lookAtPaths, openPath } from './terminal-links.ts'
import { closePane, openShell, reopenPane, restartShell, revealPane, splitWithShell } from './panes.ts'
import { placeHandlers } from './place-handlers.ts'
import { openTerminalPort } from './terminal-ports.ts'
import { sideHandlers } from './side-handlers.ts'
import { windowHandlers } from './window-handlers.ts'

/** What the page can ask, answered from the app's parts. */
export function pageHandlers(
  app: App,
  line: PageLine,
  view: () => AppView,
  several: SeveralWindows,
  quit: () => Promise<void>,
): Omit<WireHandlers<typeof appContract>, 'viewDrawn'> {
  const { conversations, windows, settings, service, clock } = app
  const { windowId } = line
  const window = () => several.open.of(windowId)
  const changeLayout = (next: (layout: Layout) => Layout): void => windows.changeIn(windowId, next)
  const reveal = (paneId: PaneId, where: 'swap' | 'split' | 'tab'): void => {
    revealPane(windows, paneId, where, windowId)
    several.open.focus(windows.front)
  }
  /** One after the other: keys that are pressed fast split what the key before them has made. */
  let splits: Promise<unknown> = Promise.resolve()
  const known = (id: ConversationId): Conversation => {
    const conversation = conversations.get(id)
    if (!conversation) throw new WireError('unknown-agent', 'this agent is gone')
    return conversation
  }
  return {
    getView: view,
    attachTerminal: async ({ terminalId, requestId }) => {
      const host = await app.terminals.whenHost(clock, hostStartWithinMs)
      if (!host) throw new WireError('no-host', 'the pty host does not answer yet')
      line.postStream(
        requestId,
        openTerminalPort(host, terminalId, app.terminals, (data) => app.person.note(terminalId, data)),
      )
    },
    attachOutput: ({ conversationId, requestId }) => {
      const { id, runId } = known(conversationId)
      const source = {
        address: () => service.address(),
        token: () => service.token(),
        fetch,
        clock,
        onExecution: (number: number) => app.executions.set(id, number),
      }
      line.postStream(requestId, openOutputPort(runId, source))
    },
    startAgent: async (wish) => {
      const directory = wish.worktree
        ? await addWorktree(app.place, wish.directory, wish.worktree)
        : wish.directory
      const conversation = await app.agents.start({ ...wish, directory })
      settings.rememberDirectory(wish.directory)
      settings.rememberPrompt(wish.prompt)
      if (wish.show !== 'hidden') reveal(conversation.paneId, wish.show)
      return { conversationId: conversation.id }
    },
    ...placeHandlers(app),
    lookAtHarnesses: () => lookAgainAtHarnesses(app),
    readDraft: ({ key }) => ({ text: app.drafts.read(key) }),
    saveDraft: ({ key, text }) => app.drafts.save(key, text),
    openShell: async ({ show, ...wish }) => ({ paneId: await openShell(app, windowId, wish, show) }),
    restartShell: ({ paneId }) => restartShell(app, paneId),
    revealAgent: ({ conversationId, where }) => reveal(known(conversationId).paneId, where),
    stopAgent: ({ conversationId }) => app.agents.stop(known(conversationId)),
    killAgent: async ({ conversationId }) => {
      const conversation = known(conversationId)
      await app.agents.kill(conversation)
      await tidyWorktree(app, conversation)
    },
    wakeAgent: ({ conversationId }) => app.waker.considerAfresh(known(conversationId).id),
    answerAgent: ({ conversationId, ...answer }) => answerFor(app, conversationId, answer),
    setOrchestration: ({ isOn }) => settings.change({ isOrchestrationOn: isOn }),
    renameAgent: ({ conversationId, name }) =>
      void conversations.update(known(conversationId).id, (now) => ({ ...now, name })),
    pinAgent: ({ conversationId, isPinned }) =>
      void conversations.update(known(conversationId).id, (now) => ({ ...now, isPinned })),
    followUp: ({ conversationId, message }) => app.followUp(known(conversationId), message),
    sendMessage: async ({ conversationId, subject, body }) => {
      const sent = await service.client.call('sendMessages', {
        body: { to: [known(conversationId).runId], subject, body },
      })
      if (!sent.ok) throw new WireError('refused', describeFailure(sent.error))
      const [messageId] = sent.value.message_ids
      if (!messageId) throw new WireError('refused', 'the service named no message')
      return { messageId }
    },
    splitPane: (wish) => {
      const split = splits.then(() => splitWithShell(app, windowId, wish))
      splits = split.catch(() => undefined) // told to whoever asked for it
      return split.then((paneId) => ({ paneId }))
    },
    tellPanesArea: (area) => void windows.areas.set(windowId, area),
    closePane: ({ paneId, isSure }) => closePane(app, paneId, isSure),
    reopenPane: () => {
      reopenPane(app)
      several.open.focus(windows.front)
    },
    movePane: ({ paneId, target }) => changeLayout((now) => movePane(now, paneId, target, mintTabId())),
    moveTab: ({ tabId, index }) => changeLayout((now) => moveTab(now, tabId, index)),
    zoomPane: ({ paneId }) => changeLayout((now) => toggleZoom(now, paneId)),
    stepLayout: ({ step }) => changeLayout((now) => takeStep(now, step)),
    lookAtPaths: ({ paneId, paths }) => lookAtPaths(app, paneId, paths),
    openPath: ({ paneId, ...place }) => openPath(app, paneId, place),
    focusPane: ({ paneId }) => changeLayout((now) => focusPane(now, paneId)),
    activateTab: ({ tabId }) => changeLayout((now) => activateTab(now, tabId)),
    resizeSplit: ({ firstPane, secondPane, ratio }) =>
      changeLayout((now) => resizeSplit(now, firstPane, secondPane, ratio)),
    ...windowHandlers(app, quit, window),
    ...severalWindowHandlers(several, windowId),
    ...sideHandlers(app),
    ...activityHandlers(app, window),
    chooseDirectory: async ({ startAt }) => {
      const parent = window()
      const options = { defaultPath: startAt, properties: ['openDirectory', 'createDirectory'] as const }
      const choice = parent
        ? await dialog.showOpenDialog(parent, { ...options, properties: [...options.properties] })
        : { filePaths: [] }
      return { directory: choice.filePaths[0] ?? null }
    },
    openLink: async ({ url }) => {
      if (!(await openLink(url))) throw new WireError('refused', 'only web addresses are opened')
    },
    dismissNotice: ({ id }) => app.notices.dismiss(id),
  }
}
