import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readBranch } from '../view/read-branch.ts'
import { gitIn, readChanges, readStatus } from './read-changes.ts'
import { addWorktree, worktreePath } from './worktree.ts'

const environment = { PATH: process.env['PATH'] ?? '', HOME: tmpdir() }

function repository(): string {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'reveille-git-')))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const root = join(home, 'shop')
  mkdirSync(root)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: root,
      env: environment,
    })
  git('init', '-q', '-b', 'main')
  writeFileSync(join(root, 'cart.ts'), 'one\ntwo\n')
  git('add', '.')
  git('commit', '-q', '-m', 'first')
  return root
}
const placeOf = (home: string) => ({ home, environment })

test('changes are what differs from the last commit, untracked files included', async () => {
  const root = repository()
  writeFileSync(join(root, 'cart.ts'), 'one\nTWO\n')
  writeFileSync(join(root, 'new file.md'), 'hello\n')
  const read = await readChanges(gitIn(root, environment))
  if (read.kind !== 'changes') throw new Error(read.kind)
  expect([read.root, read.branch, read.isCut]).toEqual([root, 'main', false])
  expect(read.files).toEqual([
    { path: 'cart.ts', status: 'changed' },
    { path: 'new file.md', status: 'untracked' },
  ])
  expect(read.patch).toContain('-two\n+TWO\n')
  expect(read.patch).toContain('+++ b/new file.md')
})

test('a directory outside a repository has nothing to compare, a missing one is refused', async () => {
  const home = mkdtempSync(join(tmpdir(), 'reveille-bare-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  expect(await readChanges(gitIn(home, { ...environment, GIT_CEILING_DIRECTORIES: tmpdir() }))).toEqual({
    kind: 'no-repository',
  })
  expect((await readChanges(gitIn(join(home, 'gone'), environment))).kind).toBe('refused')
})

test('a status is read with renames, conflicts and a branch that follows another', () => {
  const text = '## feat/cart...origin/feat/cart [ahead 1]\0R  b.ts\0a.ts\0UU c.ts\0 D d.ts\0?? e f.ts\0'
  expect(readStatus(text)).toEqual({
    branch: 'feat/cart',
    files: [
      { path: 'b.ts', status: 'renamed' },
      { path: 'c.ts', status: 'conflicted' },
      { path: 'd.ts', status: 'deleted' },
      { path: 'e f.ts', status: 'untracked' },
    ],
  })
})

test('a worktree is made beside the repository, on its branch; what git refuses is told in its words', async () => {
  const root = repository()
  const path = await addWorktree(placeOf('/home/nobody'), root, { branch: 'feat/cart', base: '' })
  expect(path).toBe(worktreePath(root, 'feat/cart'))
  expect(existsSync(join(path, 'cart.ts'))).toBe(true)
  const readText = (file: string): string | null =>
    existsSync(file) && !file.endsWith('.git')
      ? execFileSync('cat', [file], { encoding: 'utf8' })
      : readIfFile(file)
  expect(readBranch(path, readText)).toBe('feat/cart')
  await expect(addWorktree(placeOf('/home/nobody'), root, { branch: 'feat/cart', base: '' })).rejects.toThrow(
    /git made no worktree: .*feat\/cart/s,
  )
})

function readIfFile(file: string): string | null {
  try {
    return execFileSync('cat', [file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return null
  }
}
