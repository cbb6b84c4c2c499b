import { expect, test } from 'vitest'
import { keepsSecrets } from './secret-box.ts'

test.each([
  ['linux', true, 'gnome_libsecret', true],
  ['linux', true, 'kwallet', true],
  ['linux', true, 'kwallet5', true],
  ['linux', true, 'kwallet6', true],
  ['linux', true, 'basic_text', false],
  ['linux', true, 'unknown', false],
  ['linux', true, 'one of the future', false],
  ['linux', false, 'gnome_libsecret', false],
  ['darwin', true, '', true],
  ['darwin', false, '', false],
  ['win32', true, '', true],
  ['win32', false, '', false],
] as const)(
  'on %s, with encryption available: %s, by %j, secrets are kept: %s',
  (platform, isEncryptionAvailable, backend, keeps) => {
    expect(keepsSecrets({ platform, isEncryptionAvailable, backend })).toBe(keeps)
  },
)
