import type { PtyHost } from '../../shared/contract/host.ts'
import { type Clock } from '../../shared/kernel/clock.ts'
import { type PtyHostLaunch } from './pty-host-launch.ts'
type Options = PtyHostLaunch & {
  readonly clock: Clock
}
/**
 * Connects to the pty host of a data folder, starting one if none answers. Rejects with a `WireError` when that fails
 * within its bound. Later it reconnects by itself; disposing ends the connection and leaves the host to itself.
 */
export declare function ensurePtyHost(options: Options): Promise<PtyHost>
export {}
