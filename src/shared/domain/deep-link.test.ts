import { expect, test } from 'vitest'
import { deepLinkOf, readDeepLink } from './deep-link.ts'
import { RunId } from './ids.ts'

const runId = RunId.parse('7c1e0000-0000-4000-8000-000000000001')

test('a link to a run is read as it was written', () => {
  expect(readDeepLink(deepLinkOf(runId))).toEqual({ kind: 'run', runId })
  expect(readDeepLink(`${deepLinkOf(runId)}/`)).toEqual({ kind: 'run', runId })
})

test('anything else is no link', () => {
  const others = [
    '',
    'https://run/1',
    'reveille://kill/1',
    `reveille://run/${runId}?x=1`,
    'reveille://run/../x',
  ]
  expect(others.map(readDeepLink)).toEqual(others.map(() => null))
})
