import type { TerminalColours } from '../shared/contract/host.ts'
import type { TerminalId } from '../shared/domain/ids.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import type { HostFeeds } from './announcements.ts'
import type { HistoryFacts } from './history/history-format.ts'
import type { SpawnPty } from './pty-process.ts'
import type { RemoteScreen } from './screens/remote-screen.ts'
import type { MarkerOf } from './terminal-marker.ts'

/** What a terminal needs of its host. */
export type TerminalDeps = {
  readonly clock: Clock
  readonly spawnPty: SpawnPty
  readonly openScreen: (id: TerminalId, facts: HistoryFacts) => RemoteScreen
  /** How all screens look from now on. */
  readonly colour: (colours: TerminalColours) => void
  readonly feeds: HostFeeds
  readonly log: (line: string) => void
  readonly markerOf: MarkerOf
  /** The history of a terminal cannot be kept, and why; null when it is kept again. */
  readonly onHistoryTrouble: (id: TerminalId, trouble: string | null) => void
  readonly onLivesChanged: () => void // a process came or went
}
