import type { ProgramProgress } from '../../shared/domain/program-signal.ts'
import './tab-progress.css'

const words = { normal: 'working', error: 'failed', paused: 'paused' } as const

/** How far the program of a tab says it is: a line at the tab's lower edge, moving where it cannot tell. */
export function TabProgress({ progress }: { progress: ProgramProgress }) {
  const { state, share } = progress
  return (
    <span
      className="tab-progress"
      role="progressbar"
      aria-label={`Progress: ${words[state]}`}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(share === null ? {} : { 'aria-valuenow': share })}
      data-state={state}
      data-testid="tab-progress"
    >
      <span style={share === null ? undefined : { width: `${share}%` }} data-moving={share === null} />
    </span>
  )
}
