import { CircleDot, CornerDownRight, Mail, Pause, Play, RotateCcw, Zap } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ActivityEntry } from '../../shared/domain/activity.ts'
import { StatusIcon } from '../design/status-icon.tsx'
import type { Tone } from '../design/status-look.ts'

const size = 13
const icons: Readonly<Record<ActivityEntry['kind'], { tone: Tone; icon: ReactNode }>> = {
  woken: { tone: 'waking', icon: <StatusIcon status="waking" /> },
  held: { tone: 'idle', icon: <Pause size={size} /> },
  message: { tone: 'idle', icon: <Mail size={size} /> },
  source: { tone: 'remote', icon: <Zap size={size} /> },
  asleep: { tone: 'dormant', icon: <StatusIcon status="dormant" size={13} /> },
  started: { tone: 'working', icon: <Play size={size} /> },
  blocked: { tone: 'blocked', icon: <StatusIcon status="blocked" /> },
  failed: { tone: 'failed', icon: <StatusIcon status="failed" /> },
  'follow-up': { tone: 'remote', icon: <CornerDownRight size={size} /> },
  restored: { tone: 'done', icon: <RotateCcw size={size} /> },
  killed: { tone: 'idle', icon: <StatusIcon status="killed" size={13} /> },
  note: { tone: 'idle', icon: <CircleDot size={size} /> },
}

/** The picture of what happened; the words beside it say the same. */
export function ActivityIcon({ kind }: { kind: ActivityEntry['kind'] }) {
  const { tone, icon } = icons[kind]
  return (
    <span className="entry-icon toned" data-tone={tone} aria-hidden>
      {icon}
    </span>
  )
}
