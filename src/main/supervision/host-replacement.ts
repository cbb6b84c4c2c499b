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

/** Compares the numbers of two versions; one that is none counts as 0.0.0, and equal to any other that is none. */
function compareVersions(one: string, other: string): number {
  const [a, b] = [numbersOf(one), numbersOf(other)]
  for (let at = 0; at < 3; at += 1) if (a[at] !== b[at]) return (a[at] ?? 0) - (b[at] ?? 0)
  return 0
}

const numbersOf = (version: string): readonly number[] => {
  const match = /^(\d+)\.(\d+)\.(\d+)/.exec(version)
  return match ? match.slice(1, 4).map(Number) : [0, 0, 0]
}
