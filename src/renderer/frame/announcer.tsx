import { useEffect, useRef, useState } from 'react'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { announceSettleMs } from '../limits.ts'
import { useView } from '../services.ts'
import { announceChanges } from '../state/announcements.ts'

/** Reads state changes out to those who do not see them, those of a second as one sentence. */
export function Announcer() {
  const agents = useView((view) => view.agents)
  const told = useRef(agents)
  const [sentence, setSentence] = useState('')
  useEffect(() => {
    const timer = systemClock.after(announceSettleMs, () => {
      setSentence(announceChanges(told.current, agents))
      told.current = agents
    })
    return () => timer.dispose()
  }, [agents])
  return (
    <p className="visually-hidden" aria-live="polite">
      {sentence}
    </p>
  )
}
