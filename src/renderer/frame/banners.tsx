import { CircleAlert, TriangleAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../design/icon-button.tsx'
import { useServices, useView, useWindow } from '../services.ts'
import './banners.css'

/** What a person should know of before anything else: a lost line, an unreachable service, notices of main's. */
export function Banners() {
  const { commands } = useServices()
  const connection = useWindow((state) => state.connection)
  const service = useView((view) => view.service)
  const ptyHost = useView((view) => view.ptyHost)
  const notices = useView((view) => view.notices)
  const isDown = (state: string) => state === 'unreachable' || state === 'failed'
  return (
    <div className="banners" role="region" aria-label="Notices">
      {connection === 'reconnecting' && (
        <Banner kind="attention" title="Reconnecting">
          The window has lost its line to Reveille. Agents go on working; what you see may be old.
        </Banner>
      )}
      {isDown(service.state) && (
        <Banner kind="failure" title="The service cannot be reached">
          {service.detail || 'Messages wait; nothing is lost.'}
        </Banner>
      )}
      {isDown(ptyHost.state) && (
        <Banner kind="failure" title="The terminals cannot be reached">
          {ptyHost.detail}
        </Banner>
      )}
      {notices.map((notice) => (
        <Banner
          key={notice.id}
          kind="attention"
          title={notice.title}
          onDismiss={() => void commands.dismissNotice(notice.id)}
        >
          {notice.detail}
        </Banner>
      ))}
    </div>
  )
}

type BannerProps = {
  kind: 'attention' | 'failure'
  title: string
  children: ReactNode
  onDismiss?: () => void
}

function Banner({ kind, title, children, onDismiss }: BannerProps) {
  const Icon = kind === 'failure' ? CircleAlert : TriangleAlert
  return (
    <div
      className="banner"
      data-tone={kind === 'failure' ? 'failed' : 'blocked'}
      role="status"
      data-testid="notice"
    >
      <Icon size={14} className="toned" aria-hidden />
      <b>{title}</b>
      <span className="grow truncate" title={typeof children === 'string' ? children : undefined}>
        {children}
      </span>
      {onDismiss && <IconButton label="Dismiss" size="small" icon={<X size={14} />} onClick={onDismiss} />}
    </div>
  )
}
