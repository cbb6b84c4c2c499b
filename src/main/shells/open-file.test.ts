import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { lookAtPath, openInEditor, wholePath } from './open-file.ts'

const home = mkdtempSync(join(tmpdir(), 'open-file-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

test('a path is read as the terminal means it', () => {
  expect(wholePath('src/a.ts', '/srv/shop', '/home/ada')).toBe('/srv/shop/src/a.ts')
  expect(wholePath('../a.ts', '/srv/shop/src', '/home/ada')).toBe('/srv/shop/a.ts')
  expect(wholePath('~/notes', '/srv/shop', '/home/ada')).toBe('/home/ada/notes')
  expect(wholePath('file://host/tmp/a%20b', '/srv/shop', '/home/ada')).toBe('/tmp/a b')
  expect(wholePath('a\0b', '/srv/shop', '/home/ada')).toBeNull()
})

test('the editor gets the file as one argument, and no shell sees its name', async () => {
  const editor = join(home, 'editor')
  const told = join(home, 'told')
  writeFileSync(editor, `#!/bin/sh\nprintf '%s\\n' "$@" > ${told}.new && mv ${told}.new ${told}\n`)
  chmodSync(editor, 0o700)
  const file = join(home, '$(touch pwned);a b.ts')
  writeFileSync(file, '')
  expect(await lookAtPath(file)).toBe('file')
  const written = new Promise<void>((resolve) => {
    const watcher = watch(home, () => {
      if (!existsSync(told)) return
      watcher.close()
      resolve()
    })
  })
  const place = { file, line: 7, column: null }
  await openInEditor(place, { editor: `${editor} -g {file}:{line}`, environment: { PATH: '/usr/bin:/bin' } })
  await written
  expect(readFileSync(told, 'utf8')).toBe(`-g\n${file}:7\n`)
})

test('without an editor, or with one that is not there, a person is told what to do', async () => {
  const file = join(home, 'a.ts')
  writeFileSync(file, '')
  const place = { file, line: null, column: null }
  await expect(openInEditor(place, { editor: '', environment: { PATH: home } })).rejects.toThrow(
    'in the settings',
  )
  const gone = { editor: join(home, 'no-editor'), environment: { PATH: '/usr/bin' } }
  await expect(openInEditor(place, gone)).rejects.toThrow('could not be started')
})
