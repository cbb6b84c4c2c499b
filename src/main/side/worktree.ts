import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { z } from 'zod'
import type { Worktree } from '../../shared/contract/app-window.ts'
import { WireError } from '../../shared/contract/wire.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { cleanEnvironment } from '../../shared/harness/environment.ts'
import type { App } from '../app.ts'
import { gitIn } from './read-changes.ts'

const folderSuffix = '.worktrees'

/** Where the worktrees of a repository stand: beside it, so that no tool reads them as a part of it. */
export const worktreePath = (root: string, branch: string): string =>
  join(dirname(root), `${basename(root)}${folderSuffix}`, branch.replaceAll('/', '-'))

/** Makes a worktree on a new branch and answers its directory. What git says against it is told as it is. */
export async function addWorktree(
  place: Pick<App['place'], 'home' | 'environment'>,
  directory: string,
  { branch, base }: z.infer<typeof Worktree>,
): Promise<string> {
  const at = directory.replace(/^~(?=$|[\\/])/, place.home)
  if (!existsSync(at)) throw new WireError('no-directory', `there is no directory ${directory}`)
  const git = gitIn(at, cleanEnvironment(place.environment))
  const top = await git(['rev-parse', '--show-toplevel'])
  if (top.code !== 0)
    throw new WireError(
      'no-repository',
      `${directory} is in no git repository: there is nothing to branch from`,
    )
  const path = worktreePath(top.out.trim(), branch)
  const added = await git(['worktree', 'add', '-b', branch, path, ...(base === '' ? [] : [base])])
  if (added.code !== 0) throw new WireError('refused', `git made no worktree: ${added.error.trim()}`)
  return path
}

/** Removes a killed agent's worktree where everything in it is committed; git itself refuses any other. The branch stays. */
export async function tidyWorktree(app: App, { name, directory, startedBy }: Conversation): Promise<void> {
  const isOurs = dirname(directory).endsWith(folderSuffix) && startedBy === 'person'
  const isShared = [...app.conversations.all.values()].some(
    (one) => !one.isKilled && one.directory === directory,
  )
  if (!isOurs || isShared || !existsSync(directory)) return
  const repository = dirname(directory).slice(0, -folderSuffix.length)
  const git = gitIn(repository, cleanEnvironment(app.place.environment))
  const removed = await git(['worktree', 'remove', directory])
  app.activity.add({
    kind: 'note',
    conversationId: null,
    title: removed.code === 0 ? `the worktree of ${name} was removed` : `the worktree of ${name} was kept`,
    why: removed.code === 0 ? 'everything in it was committed; its branch stays' : removed.error.trim(),
  })
}
