import { Notification } from 'electron'
import type { AttentionCause } from '../../shared/domain/attention.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'

export type NotifyOptions = {
  readonly isSilent: boolean
  readonly onClick: () => void
  /** Where the desktop has buttons on notifications (macOS): the question is answered without the window. */
  readonly onAnswer: ((answer: 'allow' | 'deny') => void) | null
}

/** A notification of the desktop; where there is none nothing happens, the badge and the tray tell all the same. */
export function notify(
  cause: Pick<AttentionCause, 'kind' | 'title' | 'body'>,
  { isSilent, onClick, onAnswer }: NotifyOptions,
): Disposable {
  if (!Notification.isSupported()) return { dispose: () => {} }
  const notification = new Notification({
    title: cause.title,
    body: cause.body,
    silent: isSilent,
    urgency: cause.kind === 'asks' ? 'critical' : 'normal',
    ...(onAnswer
      ? {
          actions: [
            { type: 'button' as const, text: 'Allow' },
            { type: 'button' as const, text: 'Deny' },
          ],
        }
      : {}),
  })
  notification.on('click', onClick)
  if (onAnswer) notification.on('action', (_event, index) => onAnswer(index === 0 ? 'allow' : 'deny'))
  notification.show()
  return { dispose: () => notification.close() }
}
