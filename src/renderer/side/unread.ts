import type { AppView } from '../../shared/contract/app.ts'

/** Letters that were written since a person last read those of their family. */
export const countUnread = ({ agents }: AppView): number =>
  agents.reduce((sum, agent) => sum + agent.unreadLetters, 0)
