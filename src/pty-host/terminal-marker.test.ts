import { expect, test } from 'vitest'
import { TerminalId } from '../shared/domain/ids.ts'
import { markersOf } from './terminal-marker.ts'

const id = TerminalId.parse('t-1')

test('processes of a terminal are told from those of the same terminal in a copy of its data directory', () => {
  expect(markersOf('/data/copy')(id, 1)).not.toBe(markersOf('/data/first')(id, 1))
  expect(markersOf('/data/first/../first')(id, 1)).toBe(markersOf('/data/first')(id, 1))
  expect(markersOf('/data/first')(id, 2)).not.toBe(markersOf('/data/first')(id, 1))
})
