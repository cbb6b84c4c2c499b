import { HostAddress } from '../../shared/contract/host.ts'
/** How the pty host of one data folder is started. */
export type PtyHostLaunch = {
  readonly dataDir: string
  readonly node24Path: string
  readonly entry: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly appVersion: string
}
/** What the host itself needs. It outlives main, and every process it starts gets an environment of its own anyway. */
export declare const hostEnvironment: (env: PtyHostLaunch['env']) => Record<string, string>
/** Where the host's own log is. */
export declare const hostLogPath: (dataDir: string) => string
/** Starts a host that outlives this process. `onFailed` is told when it cannot start; a second host ends by itself. */
export declare function launchPtyHost(launch: PtyHostLaunch, onFailed: (because: string) => void): void
/** The address the running host wrote; null when there is none, or none that can be read. */
export declare function readHostAddress(dataDir: string): Promise<HostAddress | null>
