import type { AppView } from '../../shared/contract/app.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { rootOf } from '../../shared/domain/family.ts'
import type { WindowId } from '../../shared/domain/ids.ts'
import { readProfiles } from '../../shared/domain/shell-profile.ts'
import { hourMs } from '../../shared/limits.ts'
import { workerExecutionsMax } from '../../shared/worker-limits.ts'
import { layoutIn, type Windows } from '../../shared/domain/windows.ts'
import type { App } from '../app.ts'
import { unreadLetters } from '../activity/unread-letters.ts'
import { agentView } from './agent-view.ts'
import type { Branches } from './read-branch.ts'

/** What all windows show. */
export type SharedView = Omit<AppView, 'windowId' | 'layout'> & Pick<Windows, 'panes'>

/** What one window shows. */
export function viewOfWindow({ panes, ...view }: SharedView, windowId: WindowId): AppView {
  return { ...view, windowId, layout: layoutIn({ panes, windows: view.windows }, windowId) }
}

/** Everything that all windows show, made from what is known now. */
export function sharedView(app: App, version: string, branches: Branches): SharedView {
  const { conversations, live, service, settings, terminals } = app
  const isServiceReachable = service.state.kind === 'ready'
  const serviceProblem = service.state.kind === 'unreachable' ? service.state.because : null
  const shown = [...conversations.all.values()].filter((one) => !one.isKilled)
  const now = app.clock.now()
  // Children of a killed parent are a family of their own.
  const living = new Map(shown.map((one) => [one.id, one]))
  const unread = unreadLetters(app.activity.tail, (id) => {
    const about = living.get(id)
    return about ? (settings.value.lettersReadAt[rootOf(living, about).id] ?? 0) : null
  })
  return {
    version,
    platform: app.place.platform,
    panes: app.windows.all.panes,
    windows: app.windows.all.windows.map(({ frame: _frame, ...window }) => window),
    agents: shown.map((one) =>
      agentView(one.parentId !== null && !living.has(one.parentId) ? { ...one, parentId: null } : one, {
        terminal: terminals.fact(one.terminalId),
        ...{ isServiceReachable, serviceProblem },
        isMissing: live.missing.has(one.id),
        isWaking: app.waker.isWaking(one.id),
        isWakeWaiting: app.waker.isWaiting(one.id),
        waitingMessages: app.mailboxes.waitingCount(one.runId),
        ambient: app.ambient.state(one.id),
        executionNumber: app.executions.get(one.id) ?? (one.place === 'remote' ? 1 : 0),
        isFollowUpInFlight: live.followUpsInFlight.has(one.id),
        branch: branches.of(one.directory),
        wakesOn: app.armed.of(one.runId),
        unreadLetters: unread.get(one.id) ?? 0,
      }),
    ),
    harnesses: live.harnesses.map(({ program: _program, ...health }) => health),
    service: { ...describeService(app), lastSequence: live.lastSequence },
    ptyHost: describePtyHost(app),
    worker: {
      state: live.worker.problem ? 'failed' : live.worker.isThere ? 'ready' : 'starting',
      detail: live.worker.problem ?? '',
      working: live.worker.working,
      max: live.worker.workers > 1 ? null : workerExecutionsMax, // of others we do not know it
    },
    wakesThisHour: [...conversations.all.values()].reduce(
      (sum, one) => sum + one.wakes.recent.filter((at) => at > now - hourMs).length,
      0,
    ),
    notices: [...app.notices.all],
    settings: settings.value,
    homeDirectory: app.place.home,
    terminals: terminalViews(app),
    places: app.places.all.map(({ place, ...standing }) => ({
      ...{ name: place.name, kind: place.kind, url: place.url },
      ...standing,
    })),
    templates: [...app.templates.all],
    palettes: [...app.palettes.all],
    projects: projectViews(app, shown),
    canReopen: !app.closed.isEmpty,
    shellProfiles: readProfiles(settings.value.shellProfiles).map((one) => one.name),
  }
}

/** What the projects say in which agents and shells are. */
function projectViews(app: App, agents: readonly Conversation[]): AppView['projects'] {
  if (app.settings.value.projectSettings === 'ignore') return {}
  const local = agents.flatMap((one) => (one.place === 'local' ? [one.directory] : []))
  const shells = Object.values(app.windows.all.panes).flatMap((content) =>
    content.kind === 'shell' ? [app.terminals.directory(content.terminalId) ?? content.directory] : [],
  )
  return Object.fromEntries(
    [...new Set([...local, ...shells])].flatMap((directory) => {
      const found = app.projects.of(directory)
      return found
        ? [[directory, { root: found.root, settings: found.settings, problems: [...found.problems] }]]
        : []
    }),
  )
}

/** The terminals of all panes. */
function terminalViews({ windows, terminals, signals }: App): AppView['terminals'] {
  const views: AppView['terminals'] = {}
  for (const content of Object.values(windows.all.panes)) {
    if (content.kind === 'ambient') continue
    const { terminalId } = content
    views[terminalId] = {
      directory: terminals.directory(terminalId),
      progress: signals.progress(terminalId),
      hasRung: signals.hasRung(terminalId),
    }
  }
  return views
}

function describeService(app: App): AppView['ptyHost'] {
  const { state } = app.service
  switch (state.kind) {
    case 'starting':
      return { state: 'starting', detail: 'starting' }
    case 'ready':
      return { state: 'ready', detail: state.url }
    case 'unreachable':
      return { state: 'unreachable', detail: state.because }
  }
}

function describePtyHost(app: App): AppView['ptyHost'] {
  if (app.live.ptyHostProblem !== null) return { state: 'unreachable', detail: app.live.ptyHostProblem }
  return app.terminals.host ? { state: 'ready', detail: '' } : { state: 'starting', detail: 'starting' }
}
