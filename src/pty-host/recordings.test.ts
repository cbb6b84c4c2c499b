import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { captureAfter, everythingOn, expectExact, terminalAfter } from '../testing/replay-check.ts'

const small = { cols: 60, rows: 16 } // vim 9.0, less 590, tmux 3.3a of Debian 12
const usual = { cols: 80, rows: 24 } // htop 3.2; Claude Code 2.1.330, Codex 0.169, Gemini CLI 0.61, OpenCode 1.18: `record-sessions.ts`
const recordings = {
  ...{ vim: small, less: small, tmux: small, htop: usual },
  ...{ claude: usual, codex: usual, gemini: usual, opencode: usual },
}
const cuts = 24

describe.each(Object.entries(recordings))('a recorded session of %s', (name, size) => {
  const stream = new Uint8Array(readFileSync(new URL(`recordings/${name}.session`, import.meta.url)))
  const parts = Array.from({ length: cuts }, (_, index) =>
    Math.floor((stream.byteLength * (index + 1)) / cuts),
  )

  test('replays exactly, wherever it is cut', async () => {
    for (const cut of parts)
      await expectExact([stream.subarray(0, cut)], [stream.subarray(cut)], `cut at ${cut}`, size)
  })

  test('is the same after it was kept and read again, any number of times', async () => {
    for (const cut of parts) {
      const first = await captureAfter([stream.subarray(0, cut)], size)
      const second = await captureAfter([first.serialized, first.unfinished], size)
      const third = await captureAfter([second.serialized, second.unfinished], size)
      expect(Buffer.from(third.serialized).toString(), `cut at ${cut}`).toBe(
        Buffer.from(second.serialized).toString(),
      )
    }
  })

  test('is laid out anew by a resize as if it had never been replayed', async () => {
    for (const cut of parts) {
      const capture = await captureAfter([stream.subarray(0, cut)], size)
      const live = await terminalAfter([stream.subarray(0, cut)], size)
      const replayed = await terminalAfter([capture.serialized, capture.unfinished], size)
      for (const cols of [size.cols - 17, size.cols + 30]) {
        live.resize(cols, size.rows - 3)
        replayed.resize(cols, size.rows - 3)
        expect(everythingOn(replayed), `cut at ${cut}, ${cols} columns`).toEqual(everythingOn(live))
      }
    }
  })
})
