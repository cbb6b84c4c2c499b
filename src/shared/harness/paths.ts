import type { LaunchFacts } from './harness.ts'

/** Joins path parts in the platform's own way; `shared` has no `node:path`. */
export const joinPath = (platform: LaunchFacts['platform'], directory: string, name: string): string =>
  platform === 'win32'
    ? `${directory.replace(/[\\/]+$/, '')}\\${name}`
    : `${directory.replace(/\/+$/, '')}/${name}`
