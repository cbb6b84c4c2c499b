import { expect, test } from 'vitest'
import { shouldReplaceHost, type HostFacts } from './host-replacement.ts'

const own = { appVersion: '1.4.0', protocolVersion: 2 }
const replaces = (facts: Partial<HostFacts>): boolean =>
  shouldReplaceHost({ hostVersion: '1.4.0', protocolVersion: 2, livingProcesses: 0, ...facts }, own)

test('a host of this very version stays', () => {
  expect(replaces({})).toBe(false)
})

test('an older one without processes is replaced', () => {
  expect(replaces({ hostVersion: '1.3.9' })).toBe(true)
  expect(replaces({ hostVersion: '0.9.12' })).toBe(true)
  expect(replaces({ protocolVersion: 1 })).toBe(true)
  expect(replaces({ hostVersion: 'test' })).toBe(true)
})

test('one with processes stays, however old', () => {
  expect(replaces({ hostVersion: '0.1.0', protocolVersion: 1, livingProcesses: 1 })).toBe(false)
})

test('a newer one stays', () => {
  expect(replaces({ hostVersion: '1.10.0' })).toBe(false)
  expect(replaces({ hostVersion: '1.0.0', protocolVersion: 3 })).toBe(false)
})
