import { useState } from 'react'
import { ApprovalStep } from '../dialogs/approval-step.tsx'
import '../dialogs/dialogs.css'
import { HarnessField } from '../dialogs/harness-field.tsx'
import '../dialogs/start-agent.css'
import type { Start } from '../dialogs/use-start.ts'
import { useStart } from '../dialogs/use-start.ts'
import { planFanOut } from '../dialogs/fan-out.ts'
import { Footer } from '../frame/footer.tsx'
import { Toast } from '../frame/toasts.tsx'
import { useView } from '../services.ts'
import { ColoursPart } from '../settings/colours-part.tsx'
import '../settings/settings.css'
import { Part } from './part.tsx'

/** Starting agents, and the edges of the window. */
export function Dialogs() {
  const start = useStart(null)
  return (
    <>
      <div className="gallery-two">
        <Part title="Which agents are here">
          <HarnessField draft={start.draft} problem={undefined} onChange={() => {}} />
        </Part>
        <Part title="Words that pass">
          <Toast
            toast={{ id: 1, title: 'Not dropped', detail: 'far.log is here, and far is in the cloud.' }}
            onDismiss={() => {}}
          />
        </Part>
      </div>
      <Part title="What is about to start, and how far it is">
        <ApprovalStep start={useMany(start, false)} />
        <ApprovalStep start={useMany(start, true)} />
      </Part>
      <Part title="Colours of terminals">
        <ColoursPart />
      </Part>
      <Part title="The line at the bottom">
        <Footer />
      </Part>
    </>
  )
}

function useMany(start: Start, hasBegun: boolean): Start {
  const view = useView((whole) => whole)
  const [prompt] = useState('Find out why the total is a cent off.')
  const plans = planFanOut({ ...start.draft, prompt }, 4, view)
  const [first, second, third] = plans.map(({ wish }) => wish.name)
  const standings = new Map(
    hasBegun
      ? [
          [first ?? '', { kind: 'started' as const }],
          [second ?? '', { kind: 'refused' as const, because: 'the branch agent/lead-2 exists already' }],
          [third ?? '', { kind: 'starts' as const }],
        ]
      : [],
  )
  return { ...start, draft: { ...start.draft, prompt }, plans, standings, isRunning: hasBegun }
}
