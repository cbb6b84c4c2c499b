import { Suspense } from 'react'
import { TerminalHost } from '../late-parts.ts'
import type { TerminalHostProps } from './terminal-host.tsx'

/** Where a terminal stands, also while xterm is being read. */
export const TerminalPlace = (props: TerminalHostProps) => (
  <Suspense fallback={<div className="terminal-area" aria-busy="true" />}>
    <TerminalHost {...props} />
  </Suspense>
)
