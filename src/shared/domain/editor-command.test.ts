import { expect, test } from 'vitest'
import { editorArguments } from './editor-command.ts'

const place = { file: '/a b/$(rm -rf ~);"x".ts', line: 12, column: null }

test('a file is one argument, whatever its name is', () => {
  expect(editorArguments('code -g {file}:{line}:{column}', place)).toEqual({
    ok: true,
    value: ['code', '-g', '/a b/$(rm -rf ~);"x".ts:12:1'],
  })
  expect(editorArguments('"/opt/my editor" --wait', place)).toEqual({
    ok: true,
    value: ['/opt/my editor', '--wait', place.file],
  })
})

test('a command line that cannot be read is refused with the reason', () => {
  expect(editorArguments('code "', place)).toMatchObject({ ok: false })
  expect(editorArguments('  ', place)).toMatchObject({ ok: false })
})
