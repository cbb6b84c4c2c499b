import type { ReactNode } from 'react'
import type { AgentStatus } from '../../shared/domain/agent-status.ts'
import { statusLooks, type Shape } from './status-look.ts'

const line = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.6,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const
const ring = <circle cx="8" cy="8" r="5.6" {...line} />

/** Drawn on 16 x 16, by hand, so that all have the same weight at 14 px. */
const shapes: Readonly<Record<Shape, ReactNode>> = {
  half: (
    <>
      {ring}
      <path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor" />
    </>
  ),
  triangle: (
    <path
      d="M7.1 2.6a1 1 0 0 1 1.8 0l5.3 9.9a1 1 0 0 1-.9 1.5H2.7a1 1 0 0 1-.9-1.5zM8 5.9v3.6M8 11.6v.1"
      fill="currentColor"
      stroke="var(--knockout)"
      strokeWidth="1.5"
      strokeLinecap="round"
    />
  ),
  ring,
  moon: <path d="M13.6 9.6A6 6 0 1 1 6.4 2.4a4.9 4.9 0 0 0 7.2 7.2z" fill="currentColor" />,
  sunrise: (
    <path
      d="M1.8 12.4h12.4M4.2 12.2a3.8 3.8 0 0 1 7.6 0M8 3.1v2M3.3 5.3l1.3 1.3M12.7 5.3l-1.3 1.3"
      {...line}
    />
  ),
  hourglass: (
    <path d="M4 2.4h8M4 13.6h8M5 2.6c0 3 6 4.2 6 10.8M11 2.6c0 3-6 4.2-6 10.8" {...line} strokeWidth={1.5} />
  ),
  dashed: <circle cx="8" cy="8" r="5.6" {...line} strokeDasharray="2.2 2.2" />,
  quarter: (
    <>
      <circle cx="8" cy="8" r="5.6" {...line} opacity={0.38} />
      <path d="M8 2.4A5.6 5.6 0 0 1 13.6 8" {...line} />
    </>
  ),
  check: (
    <>
      {ring}
      <path d="M5.5 8.2l1.8 1.8 3.3-3.7" {...line} />
    </>
  ),
  cross: (
    <>
      <circle cx="8" cy="8" r="6.3" fill="currentColor" />
      <path d="M5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2" {...line} stroke="var(--knockout)" />
    </>
  ),
  slash: (
    <>
      {ring}
      <path d="M4.2 11.8l7.6-7.6" {...line} />
    </>
  ),
  square: <rect x="3.4" y="3.4" width="9.2" height="9.2" rx="1.8" fill="currentColor" />,
  broken: (
    <path
      d="M6.4 9.6l3.2-3.2M7.2 4.4l1.3-1.3a3 3 0 0 1 4.3 4.3l-1.3 1.3M8.8 11.6l-1.3 1.3a3 3 0 0 1-4.3-4.3l1.3-1.3"
      {...line}
    />
  ),
  unplugged: (
    <path
      d="M2.5 2.5l11 11M4.2 6.2a3.6 3.6 0 0 0 .6 6.9h6.1M7 4.2a4 4 0 0 1 5.5 3.4 2.8 2.8 0 0 1 1.4 3.7"
      {...line}
    />
  ),
  question: (
    <>
      {ring}
      <path d="M6.5 6.6a1.6 1.6 0 1 1 2.2 1.6c-.5.2-.7.5-.7 1M8 11.2v.1" {...line} strokeWidth={1.4} />
    </>
  ),
}

/** The shape of a state in its colour. It is a picture of the word beside it; alone it needs a `title`. */
export function StatusIcon({
  status,
  size = 14,
  title,
}: {
  status: AgentStatus
  size?: number
  title?: string
}) {
  const look = statusLooks[status]
  return (
    <svg
      className="status-icon toned"
      data-tone={look.tone}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      role={title ? 'img' : undefined}
      aria-hidden={title ? undefined : true}
      aria-label={title}
    >
      {shapes[look.shape]}
    </svg>
  )
}

/** The sun that comes up: the product's mark. */
export function Logo({ size = 18 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden className="logo-mark">
      {shapes.sunrise}
    </svg>
  )
}
