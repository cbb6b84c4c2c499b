import { safeStorage } from 'electron'
import { keepsSecrets, type SecretBox } from '../store/secret-box.ts'

/** The system's keystore. */
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

const hasKeystore = (): boolean =>
  keepsSecrets({
    platform: process.platform,
    isEncryptionAvailable: safeStorage.isEncryptionAvailable(),
    backend: process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : '',
  })
