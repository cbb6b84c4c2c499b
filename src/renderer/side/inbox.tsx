import { Mail, PenLine, Search } from 'lucide-react'
import type { Letter } from '../../shared/contract/app-side.ts'
import { StatusIcon } from '../design/status-icon.tsx'
import { useServices, useView, useWindow } from '../services.ts'
import { findAgent } from '../state/families.ts'
import { changeUi, openDialog } from '../state/window-store.ts'
import { formatClock } from '../state/words.ts'
import { AnswerBar } from './answer-bar.tsx'
import { findLetters, isUnreadLetter, threadsOf, type Thread } from './letters.ts'
import { ScopeChoice } from './scope-choice.tsx'
import { useLetters, useMarkRead } from './use-letters.ts'
import { useScope } from './use-scope.ts'

/** What agents wrote to one another, as letters; what they ask a person comes first. */
export function Inbox() {
  const { store } = useServices()
  const { members, current } = useScope()
  const query = useWindow((state) => state.ui.inboxQuery)
  const read = useLetters(members)
  useMarkRead(members, read)
  const asking = members.filter((agent) => agent.status === 'blocked')
  const threads = read.kind === 'letters' ? threadsOf(findLetters(read.letters, query)) : []
  return (
    <>
      <div className="side-tools">
        <ScopeChoice />
        <span className="grow" />
        {current && (
          <button
            type="button"
            className="button small"
            onClick={() => openDialog(store, { kind: 'message', conversationId: current.conversationId })}
          >
            <PenLine size={13} aria-hidden />
            Write to {current.name}
          </button>
        )}
      </div>
      <label className="search-field side-search">
        <Search size={13} aria-hidden />
        <input
          aria-label="Search the letters"
          placeholder="Search letters"
          value={query}
          data-testid="inbox-search"
          onChange={(event) => changeUi(store, { inboxQuery: event.target.value })}
        />
      </label>
      <div className="letters-list" tabIndex={0} role="region" aria-label="Letters">
        {asking.map((agent) => (
          <article key={agent.conversationId} className="question" data-tone="blocked">
            <h2>
              <StatusIcon status="blocked" /> {agent.name} asks
            </h2>
            <p>{agent.ask?.subject || agent.detail.replace(/^asks: /, '')}</p>
            <AnswerBar agent={agent} />
          </article>
        ))}
        {read.kind === 'reading' && <p className="nothing">Reading the letters…</p>}
        {read.kind === 'refused' && (
          <p className="nothing" role="alert">
            The letters cannot be read now: {read.because}. They are kept by the service.
          </p>
        )}
        {read.kind === 'letters' && threads.length === 0 && asking.length === 0 && (
          <p className="nothing">
            {query
              ? 'No letter has these words.'
              : 'Nobody has written yet. Agents write with reveille message send.'}
          </p>
        )}
        {threads.map((thread) => (
          <ThreadView key={thread.key} thread={thread} />
        ))}
        {read.kind === 'letters' && !read.isWhole && (
          <p className="nothing">Older letters are read with reveille message list.</p>
        )}
      </div>
    </>
  )
}

function ThreadView({ thread }: { thread: Thread }) {
  const agents = useView((view) => view.agents)
  const names = thread.between.map((who) =>
    who === 'person' ? 'you' : (findAgent(agents, who)?.name ?? 'somebody'),
  )
  return (
    <section className="thread" aria-label={`Between ${names.join(' and ')}`}>
      <h2 className="thread-title">
        <Mail size={12} aria-hidden /> {names.join(' and ')}
      </h2>
      {thread.letters.map((letter) => (
        <LetterView key={letter.id} letter={letter} />
      ))}
    </section>
  )
}

const stateWords: Readonly<Record<Letter['state'], string>> = {
  pending: 'waits in its mailbox',
  surfaced: 'in its context, not yet confirmed',
  delivered: 'delivered',
}

function LetterView({ letter }: { letter: Letter }) {
  const { store } = useServices()
  const now = useWindow((state) => state.now)
  const to = useView((view) => findAgent(view.agents, letter.to))
  const from = useView((view) => findAgent(view.agents, letter.from))
  const isUnread = useView((view) => isUnreadLetter(view.settings.lettersReadAt, view.agents, letter))
  return (
    <article className="letter" data-unread={isUnread} data-state={letter.state}>
      <header>
        <b>{letter.fromName}</b> to <b>{to?.name ?? 'an agent that is gone'}</b>
        <span className="grow" />
        <time className="tabular">{formatClock(letter.sentAt, now)}</time>
      </header>
      {letter.subject && <p className="letter-subject">{letter.subject}</p>}
      {letter.body && <p className="letter-body">{letter.body}</p>}
      <footer>
        <span>
          #{letter.sequence} · {stateWords[letter.state]}
        </span>
        {from && (
          <button
            type="button"
            className="link"
            onClick={() => openDialog(store, { kind: 'message', conversationId: from.conversationId })}
          >
            Write to {from.name}
          </button>
        )}
      </footer>
    </article>
  )
}
