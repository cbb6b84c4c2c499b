import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFileBytesMax, projectLookMs } from '../../shared/window-limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { Projects } from './projects.ts'
import { findProject } from './read-project.ts'

const setUp = () => {
  const home = mkdtempSync(join(tmpdir(), 'projects-'))
  const make = (...parts: string[]): string => {
    const path = join(home, ...parts)
    mkdirSync(path, { recursive: true })
    return path
  }
  const write = (directory: string, settings: unknown): void => {
    mkdirSync(join(directory, '.reveille'), { recursive: true })
    writeFileSync(join(directory, '.reveille', 'settings.json'), JSON.stringify(settings))
  }
  return { home, make, write }
}

test('the nearest settings above a directory hold, up to the root of its repository and below home', () => {
  const { home, make, write } = setUp()
  const inner = make('shop', 'src', 'cart')
  make('shop', '.git')
  write(home, { fontSize: 20 })
  expect(findProject(inner, home)).toBeNull()
  write(join(home, 'shop'), { fontSize: 14 })
  expect(findProject(inner, home)).toMatchObject({ root: join(home, 'shop'), settings: { fontSize: 14 } })
  const alone = make('notes')
  expect(findProject(alone, home)).toBeNull()
  const nested = make('shop', 'vendor', 'lib')
  make('shop', 'vendor', 'lib', '.git') // a repository of its own
  expect(findProject(nested, home)).toBeNull()
})

test('a pipe, a link and a huge file neither block nor count', () => {
  const { home, make } = setUp()
  for (const [name, put] of [
    ['pipe', (file: string) => execFileSync('mkfifo', [file])],
    ['link', (file: string) => symlinkSync('/dev/zero', file)],
    ['huge', (file: string) => writeFileSync(file, ' '.repeat(projectFileBytesMax + 1))],
  ] as const) {
    const directory = make(name)
    make(name, '.reveille')
    put(join(directory, '.reveille', 'settings.json'))
    const found = findProject(directory, home)
    expect(found?.settings ?? {}, name).toEqual({})
  }
})

test('settings are followed while somebody works there: changed, taken away, put there', async () => {
  const { home, make, write } = setUp()
  const shop = make('shop')
  const clock = new FakeClock()
  const projects = new Projects({ home, clock })
  let changes = 0
  projects.onChanged(() => (changes += 1))
  const next = async (): Promise<unknown> => {
    await clock.turn(projectLookMs)
    return projects.of(shop)?.settings
  }
  expect(projects.of(shop)).toBeNull()
  expect([await next(), changes]).toEqual([undefined, 0])
  write(shop, { fontSize: 14 })
  expect([await next(), changes]).toEqual([{ fontSize: 14 }, 1])
  write(shop, { fontSize: 15, editorCommand: 'evil' })
  expect([await next(), changes]).toEqual([{ fontSize: 15 }, 2])
  expect(projects.of(shop)?.problems).toEqual(['editorCommand: a project may not set this'])
  expect([await next(), changes]).toEqual([{ fontSize: 15 }, 2])
  rmSync(join(shop, '.reveille'), { recursive: true })
  expect([await next(), changes]).toEqual([undefined, 3])
  projects.dispose()
  expect(clock.pendingTimers).toBe(0)
})
