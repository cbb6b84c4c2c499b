import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowUp, Download, LoaderCircle, Search } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { ActivityQuery } from '../../shared/domain/activity.ts'
import { IconButton } from '../design/icon-button.tsx'
import { Select } from '../design/select.tsx'
import { useServices, useWindow } from '../services.ts'
import { changeUi } from '../state/window-store.ts'
import { count } from '../state/words.ts'
import type { ActivityList, ActivityListState } from './activity-list.ts'
import { FamilyGraph } from './family-graph.tsx'
import { ScopeChoice } from './scope-choice.tsx'
import { activityQuery, kindGroups, type KindGroup } from './timeline-model.ts'
import { TimelineEntry } from './timeline-entry.tsx'
import './timeline.css'
import { useActivityList } from './use-activity-list.ts'
import { useScope } from './use-scope.ts'

const rowHeightGuess = 60
const topMargin = 24 // px: who is no further down than this reads the newest
const groups = Object.entries(kindGroups).map(([value, { label }]) => ({ value: value as KindGroup, label })) // its own keys

/** What happened and why, the latest first: all that there ever was, of which a page at a time is in memory. */
export function Timeline() {
  const { store, connection } = useServices()
  const filter = useWindow((state) => state.ui.activityFilter)
  const { scope, members } = useScope()
  const whom = members.map((one) => one.conversationId).join(' ')
  const query = useMemo(
    () =>
      activityQuery(
        scope,
        members.map((one) => one.conversationId),
        filter,
      ),
    // `whom` stands for `members`, which are new at each change of one of them
    // oxlint-disable-next-line react/exhaustive-deps
    [scope.kind, whom, filter],
  )
  const [list, state] = useActivityList(query)
  const [wanted, setWanted] = useState<number | null>(null)
  /** How many there are since then is the row at which to look. */
  const goToTime = (since: number): void =>
    void connection.call('openActivity', { ...query, since }).then(
      ({ count: row }) => setWanted(Math.max(0, row - 1)),
      () => {}, // the line is gone, and with it what was listed
    )
  return (
    <>
      {scope.kind !== 'all' && members.length > 0 && (
        <FamilyGraph members={members} scope={scope} onTime={goToTime} />
      )}
      <div className="side-tools">
        <ScopeChoice />
        <span className="grow" />
        <Select
          label="Which kinds"
          value={filter.kinds}
          options={groups}
          testId="activity-kinds"
          onChange={(kinds) => changeUi(store, { activityFilter: { ...filter, kinds } })}
        />
        <Export query={query} isEmpty={state.count === 0} />
      </div>
      <label className="search-field side-search">
        <Search size={13} aria-hidden />
        <input
          aria-label="Search the activity"
          placeholder="Search what happened"
          value={filter.query}
          data-testid="activity-search"
          onChange={(event) => changeUi(store, { activityFilter: { ...filter, query: event.target.value } })}
        />
        {state.standing === 'finding' && filter.query !== '' && (
          <LoaderCircle size={13} className="spinner late" aria-label="Searching" />
        )}
        {state.standing === 'found' && filter.query !== '' && (
          <span className="search-found tabular" role="status" data-testid="activity-count">
            {state.count.toLocaleString('en')}
          </span>
        )}
      </label>
      {state.standing === 'refused' && (
        <p className="nothing" role="alert">
          The activity cannot be read now: {state.because}.
        </p>
      )}
      {state.standing === 'found' && state.count === 0 && (
        <p className="nothing">Nothing of this has happened here yet.</p>
      )}
      <Entries list={list} state={state} wanted={wanted} onGone={() => setWanted(null)} />
    </>
  )
}

/** Writes all that fits into a file, however much it is. */
function Export({ query, isEmpty }: { query: ActivityQuery; isEmpty: boolean }) {
  const { commands } = useServices()
  const [isRunning, setRunning] = useState(false)
  return (
    <IconButton
      label={isRunning ? 'Exporting…' : 'Export what is listed'}
      size="small"
      icon={isRunning ? <LoaderCircle size={14} className="spinner" /> : <Download size={14} />}
      disabled={isEmpty || isRunning}
      data-testid="activity-export"
      onClick={() => {
        setRunning(true)
        void commands.exportActivity(query).finally(() => setRunning(false))
      }}
    />
  )
}

type EntriesProps = {
  readonly list: ActivityList
  readonly state: ActivityListState
  /** A row that is to be looked at. */
  readonly wanted: number | null
  readonly onGone: () => void
}

/** The rows: only those on screen are drawn. */
function Entries({ list, state, wanted, onGone }: EntriesProps) {
  const scroller = useRef<HTMLDivElement>(null)
  // Counted from the oldest: what is put in front moves no row, and a row that is not read yet has its key.
  const getItemKey = useCallback((row: number) => state.count - row, [state.count])
  // The page is built without the React compiler, which this rule is about.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useVirtualizer({
    count: state.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightGuess,
    getItemKey,
    overscan: 6,
  })
  useEffect(() => {
    if (wanted === null) return
    rows.scrollToIndex(wanted, { align: 'center' })
    onGone()
  }, [wanted, rows, onGone])
  const toTop = (): void => {
    list.setReading(false)
    scroller.current?.scrollTo({ top: 0 })
  }
  return (
    <div className="entries-place">
      {state.held > 0 && (
        <button type="button" className="entries-new" data-testid="activity-new" onClick={toTop}>
          <ArrowUp size={12} aria-hidden />
          {count(state.held, 'new entry').replace('entrys', 'entries')}
        </button>
      )}
      <div
        className="entries"
        ref={scroller}
        tabIndex={0}
        role="region"
        aria-label="Entries"
        data-standing={state.standing}
        onScroll={(event) => list.setReading(event.currentTarget.scrollTop > topMargin)}
        onKeyDown={moveAlongEntries}
      >
        <ol className="entries-all" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => (
            <li
              key={row.key}
              ref={rows.measureElement}
              data-index={row.index}
              className="entry-place"
              aria-setsize={state.count}
              aria-posinset={row.index + 1}
              style={{ transform: `translateY(${row.start}px)` }}
            >
              <TimelineEntry
                entry={list.at(row.index)}
                newer={row.index === 0 ? null : list.at(row.index - 1)}
              />
            </li>
          ))}
        </ol>
      </div>
    </div>
  )
}

/** Arrows go from entry to entry; the list scrolls with the focus. */
function moveAlongEntries(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined || event.target instanceof HTMLInputElement) return
  const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('.entry-open')].toSorted(
    (one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top,
  )
  const index = entries.findIndex((one) => one === document.activeElement)
  const next = index === -1 ? entries[0] : entries[index + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}
