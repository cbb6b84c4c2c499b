import type { AppView } from '../../shared/contract/app.ts'

/** Letters that were written since a person last read those of their family. */
export function countUnread(view: AppView): number {
  const { lettersReadAt } = view.settings
  const isUnread = ({ kind, familyId, at }: AppView['activity'][number]): boolean =>
    kind === 'message' && familyId !== null && at > (lettersReadAt[familyId] ?? 0)
  return view.activity.filter(isUnread).length
}
