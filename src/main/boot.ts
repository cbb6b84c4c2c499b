import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Conversation } from '../shared/domain/conversation.ts'
import { mayTrust, rootOf } from '../shared/domain/family.ts'
import { isOnTop, paneOfTerminal, windowWith } from '../shared/domain/windows.ts'
import { harnessNamed } from '../shared/harness/registry.ts'
import { Emitter } from '../shared/kernel/emitter.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { wakeConfirmMs, wakePolicy } from '../shared/limits.ts'
import { Agents } from './agents.ts'
import { AmbientPanes } from './ambient-panes.ts'
import type { AgentNote, App, LiveFacts } from './app.ts'
import { launchAgent } from './launch.ts'
import { mintIds } from './mint-ids.ts'
import { viewRemotePanes } from './restore/restore.ts'
import { Notices } from './notices.ts'
import { Relocation } from './relocation/relocation.ts'
import { TerminalSignals } from './shells/terminal-signals.ts'
import { ClosedPanes } from './shells/closed-panes.ts'
import { ActivityLog } from './activity/activity-log.ts'
import { ActivitySegments } from './activity/activity-segments.ts'
import { Conversations, conversationsShape } from './store/conversations.ts'
import { Drafts, draftsShape } from './store/drafts.ts'
import { Projects } from './projects/projects.ts'
import { Palettes, palettesShape } from './store/palettes.ts'
import { Places, placesShape } from './store/places.ts'
import type { SecretBox } from './store/secret-box.ts'
import { defaultSettings, Settings, settingsShape } from './store/settings.ts'
import { openStoredFiles, type SetAside } from './store/stored-file.ts'
import { Templates, templatesShape } from './store/templates.ts'
import { noWindows, StoredWindows, windowsShape } from './store/windows.ts'
import { binDirectoryOf, type LaunchPlace } from './supervision/agent-launch.ts'
import type { Runtime } from './supervision/runtime.ts'
import { ServiceProcess } from './supervision/service-process.ts'
import { fenceDirectoryOf, SessionFence } from './supervision/session-fence.ts'
import { sessionHolder } from './supervision/foreign-session.ts'
import { isSessionThere } from './supervision/session-there.ts'
import { Terminals } from './supervision/terminals.ts'
import { writeCliShim } from './supervision/write-cli-shim.ts'
import { sendFollowUp } from './wake/person-follow-up.ts'
import { Mailboxes } from './wake/mailboxes.ts'
import { WakeBoundsBook } from './wake/bounds.ts'
import { ExitReports } from './wake/exit-reports.ts'
import { PersonInput } from './wake/person-input.ts'
import { createWakeActs } from './wake/wake-acts.ts'
import { Armed } from './wake/armed.ts'
import { Waits } from './wake/waits.ts'
import { Waker } from './wake/waker.ts'
import { endShell } from './wires/panes.ts'

export type BootOptions = {
  readonly runtime: Runtime
  readonly dataDirectory: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly followFamily: (conversation: Conversation) => void
  readonly secretBox: SecretBox
  readonly version: string
}

/** Makes everything that exists in main, by hand, in the order in which it is needed. Starts nothing. */
export function boot(options: BootOptions): App {
  const { runtime, dataDirectory, environment, followFamily, secretBox, version } = options
  const clock = systemClock
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  const { notices, conversations, windows, settings, places, templates, drafts, palettes } = openStores(
    dataDirectory,
    clock,
    secretBox,
  )
  const segments = new ActivitySegments(
    join(dataDirectory, 'activity'),
    join(dataDirectory, 'activity.jsonl'),
  )
  const activity = new ActivityLog(clock, segments, (id) => {
    const about = conversations.get(id)
    return about ? rootOf(conversations.all, about).id : null
  })
  const terminals = new Terminals()
  const service = new ServiceProcess({ runtime, dataDirectory, environment, clock, version })
  const { client } = service
  const place: LaunchPlace = {
    runtime,
    dataDirectory,
    home: environment['HOME'] ?? homedir(),
    platform: process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux',
    environment,
    serviceFile: service.serviceFile,
    serviceAddress: () => service.address(),
    mayTrust: (conversation) => mayTrust(conversations.all, conversation),
    parentRunOf: ({ parentId }) => (parentId === null ? null : (conversations.get(parentId)?.runId ?? null)),
  }
  writeCliShim(binDirectoryOf(dataDirectory), runtime, place.platform)
  const live: LiveFacts = {
    harnesses: [],
    capabilities: null,
    lastSequence: 0,
    worker: { working: 0, workers: 0, problem: null, isThere: false },
    ptyHostProblem: null,
    isLeaving: false,
    missing: new Set(),
    followUpsInFlight: new Set(),
    changed: new Emitter(),
  }
  const detected = (name: string) => live.harnesses.find((one) => one.name === name) ?? null
  const ambient = new AmbientPanes()
  viewRemotePanes(conversations, ambient)
  const mailboxes = new Mailboxes(client)
  const fence = new SessionFence({
    directory: fenceDirectoryOf(place),
    who: `Reveille at ${dataDirectory}`,
  })
  const bounds = new WakeBoundsBook(() => conversations.all)
  const person = new PersonInput(clock)
  const exits = new ExitReports()
  const acts = createWakeActs({
    ...{ conversations, terminals, mailboxes, client, fence, detected, place, clock, activity, ambient },
    harness: harnessNamed,
    harnessOf: (conversation) => harnessNamed(conversation.harness),
    capabilities: () => live.capabilities,
    isSessionThere: (conversation) => isSessionThere(conversation, place),
    heldBy: (conversation) => sessionHolder(conversation, fence, place),
    ...{ bounds, person, exits, now: clock.now },
    isSwitchedOff: () => !settings.value.isOrchestrationOn,
  })
  const waker = new Waker({ acts, policy: { ...wakePolicy, confirmMs: wakeConfirmMs }, clock })
  const armed = new Armed(conversations, client)
  const waits = new Waits({
    ...{ conversations, client, clock },
    isSwitchedOff: () => !settings.value.isOrchestrationOn,
  })
  const launch = (conversation: Conversation) =>
    launchAgent(conversation, { place, client, fence, terminals, detected, conversations, activity, clock })
  const agents = new Agents({
    ...{
      conversations,
      windows,
      terminals,
      client,
      ambient,
      activity,
      clock,
      environment,
      followFamily,
      launch,
    },
    mint: mintIds,
    home: place.home,
  })
  const relocation = new Relocation({
    ...{ conversations, windows, terminals, client, ambient, activity, fence, clock, place },
    mint: mintIds,
    isMissing: ({ id }) => live.missing.has(id),
    stopProcess: (conversation) => agents.stopProcess(conversation),
    settled: ({ id }) => exits.settled(id),
  })
  const app: App = {
    version,
    ...{
      clock,
      place,
      conversations,
      windows,
      settings,
      places,
      templates,
      drafts,
      palettes,
      projects: new Projects({ home: place.home, clock }),
      activity,
      notices,
      terminals,
      service,
      mailboxes,
      waker,
    },
    ...{ ambient, agents, relocation, live, bounds, person, waits, exits, armed },
    ...{ launch, followFamily },
    executions: new Map(),
    followUp: (conversation, message) =>
      sendFollowUp(conversation, message, { client, ambient, live, activity }),
    signals: createSignals({ windows, conversations, activity }),
    notes: new Emitter<AgentNote>(),
    closed: new ClosedPanes({
      clock,
      end: (paneId) => {
        if (windowWith(windows.all, paneId) === null) endShell(app, paneId)
        live.changed.fire()
      },
    }),
  }
  return app
}

/** A terminal is looked at while its pane stands in the tab that its window shows. */
function createSignals(parts: Pick<App, 'windows' | 'conversations' | 'activity'>): TerminalSignals {
  const { windows, conversations, activity } = parts
  const signals = new TerminalSignals({
    isShown: (terminalId) => {
      const pane = paneOfTerminal(windows.all, terminalId)
      return pane !== null && isOnTop(windows.all, pane)
    },
  })
  windows.onChanged(() => signals.looked())
  signals.onNotified(({ terminalId, title, body }) => {
    const agent = [...conversations.all.values()].find((one) => one.terminalId === terminalId)
    const said = { title: title || body, why: title ? body : '' }
    activity.add({ kind: 'note', conversationId: agent?.id ?? null, ...said })
  })
  return signals
}

/** The app's own files. One that cannot be read is set aside and told of; the app comes up all the same. */
function openStores(dataDirectory: string, clock: Clock, secretBox: SecretBox) {
  const notices = new Notices()
  const tellSetAside = (setAside: SetAside | null): void => {
    if (!setAside) return
    const detail = `${setAside.file} could not be read (${setAside.reason}). It was kept as ${setAside.keptAs}. ${standIn(setAside)}`
    notices.show({ id: setAside.file, title: 'A file was set aside', detail })
  }
  const open = openStoredFiles(dataDirectory, clock.now)
  const stored = open('conversations', conversationsShape, [])
  const windows = open('windows', windowsShape, noWindows())
  const chosen = open('settings', settingsShape, defaultSettings)
  const elsewhere = open('places', placesShape, [])
  const templates = open('templates', templatesShape, [])
  const typed = open('drafts', draftsShape, [])
  const palettes = open('palettes', palettesShape, [])
  for (const one of [stored, windows, chosen, elsewhere, templates, typed, palettes])
    tellSetAside(one.setAside)
  const conversations = new Conversations(stored.file)
  const drafts = new Drafts(typed.file, clock)
  conversations.onChanged(({ id, isKilled }) => {
    if (isKilled || conversations.get(id) === null) drafts.forget(id)
  })
  if (conversations.unreadableCount > 0)
    notices.show({
      id: 'unreadable-conversations',
      title: `${conversations.unreadableCount} agents could not be read`,
      detail: `Their records stay in ${join(dataDirectory, 'conversations.json')} as they are.`,
    })
  return {
    notices,
    conversations,
    drafts,
    windows: new StoredWindows(windows.file),
    settings: new Settings(chosen.file),
    places: new Places(elsewhere.file, secretBox),
    templates: new Templates(templates.file),
    palettes: new Palettes(palettes.file),
  }
}

const standIn = ({ takenFrom }: SetAside): string =>
  takenFrom === null
    ? 'There was no copy of it to take its place.'
    : `Its copy of ${new Date(takenFrom).toISOString()} took its place.`
