import { expect, test } from 'vitest'
import { letterOfComments } from './comments.ts'
import { readPatch } from './read-patch.ts'
import { splitRows } from './split-rows.ts'

const patch = `diff --git a/src/cart.ts b/src/cart.ts
index 1..2 100644
--- a/src/cart.ts
+++ b/src/cart.ts
@@ -3,4 +3,5 @@ export function cart() {
 const a = 1
-const b = 2
+const b = 3
+const c = 4
 return a
 }
diff --git a/notes with space.md b/notes with space.md
new file mode 100644
--- /dev/null
+++ b/notes with space.md
@@ -0,0 +1 @@
+hello
\\ No newline at end of file
diff --git a/logo.png b/logo.png
Binary files a/logo.png and b/logo.png differ
`

test('a diff is read file by file, with the numbers of its lines', () => {
  const [cart, notes, logo] = readPatch(patch)
  expect(cart?.hunks[0]?.lines).toEqual([
    { kind: 'same', text: 'const a = 1', newLine: 3, oldLine: 3 },
    { kind: 'removed', text: 'const b = 2', newLine: 4, oldLine: 4 },
    { kind: 'added', text: 'const b = 3', newLine: 4, oldLine: 5 },
    { kind: 'added', text: 'const c = 4', newLine: 5, oldLine: 5 },
    { kind: 'same', text: 'return a', newLine: 6, oldLine: 5 },
    { kind: 'same', text: '}', newLine: 7, oldLine: 6 },
  ])
  expect([notes?.path, notes?.added, notes?.removed]).toEqual(['notes with space.md', 1, 0])
  expect([logo?.path, logo?.hunks]).toEqual(['logo.png', []])
})

test('a broken part costs only itself, and an empty diff is no files', () => {
  const broken = `${patch}diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ nonsense\n`
  expect(readPatch(broken).map((file) => file.path)).toEqual([
    'src/cart.ts',
    'notes with space.md',
    'logo.png',
    'x',
  ])
  expect(readPatch('')).toEqual([])
})

test('comments go out as one letter, by file and line, with what they are about', () => {
  const comments = [
    { path: 'src/cart.ts', line: 9, code: '  return a', text: 'why not b?' },
    { path: 'src/cart.ts', line: 4, code: 'const b = 3', text: 'a name, please ' },
  ]
  expect(letterOfComments(comments)).toEqual({
    subject: 'Comments on src/cart.ts',
    body: 'src/cart.ts:4\n> const b = 3\na name, please\n\nsrc/cart.ts:9\n> return a\nwhy not b?',
  })
})

test('side by side, what was removed stands beside what came in its place', () => {
  const [hunk] = readPatch(patch)[0]?.hunks ?? []
  const rows = splitRows(hunk?.lines ?? []).map(({ before, now }) => [
    before?.text ?? null,
    now?.text ?? null,
  ])
  expect(rows).toEqual([
    ['const a = 1', 'const a = 1'],
    ['const b = 2', 'const b = 3'],
    [null, 'const c = 4'],
    ['return a', 'return a'],
    ['}', '}'],
  ])
})
