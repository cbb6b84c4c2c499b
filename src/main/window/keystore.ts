import { safeStorage } from 'electron'
import type { SecretBox } from '../store/secret-box.ts'

/**
 * The system's keystore. On Linux without a secret service Electron "encrypts" with a key that stands in its source
 * (backend `basic_text`): that is no keystore.
 */
export const keystore: SecretBox = {
  seal: async (text) => (hasKeystore() ? safeStorage.encryptString(text) : null),
  open: async (sealed) => {
    try {
      return hasKeystore() ? safeStorage.decryptString(sealed) : null
    } catch {
      return null // another user's, another machine's, or a keystore that was made anew
    }
  },
}

function hasKeystore(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
}
