import { compareVersions } from '../../shared/kernel/compare-versions.ts'

/** What is known of a pty host that answers. */
export type HostFacts = {
  readonly hostVersion: string
  readonly protocolVersion: number
  readonly livingProcesses: number
}

/**
 * Whether a host that an older app left is to be replaced. One with processes is kept, and served as it is able to: they
 * would die with it. A newer one is kept as well: it serves older apps, and an older host could not read what it wrote.
 */
export function shouldReplaceHost(
  host: HostFacts,
  own: { readonly appVersion: string; readonly protocolVersion: number },
): boolean {
  if (host.livingProcesses > 0) return false
  if (host.protocolVersion !== own.protocolVersion) return host.protocolVersion < own.protocolVersion
  return compareVersions(host.hostVersion, own.appVersion) < 0
}
