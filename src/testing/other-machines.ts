import { execFileSync, spawnSync } from 'node:child_process'
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A machine of its own, as far as the network goes: what runs there reaches the service over a link that can be cut. */
export type OtherMachine = {
  /** Put before the command line of what runs there. */
  readonly under: readonly string[]
  readonly serviceUrl: string
  /** Nothing gets through any more, and nobody is told: as when a cable is pulled. */
  readonly cut: () => void
  readonly mend: () => void
}

/**
 * Why machines are only played by a proxy here; null where the kernel gives each a network of its own. What is done without
 * namespaces is tried where there are some: `REVEILLE_NO_NAMESPACES=1`.
 */
export const whyNoNamespaces: string | null = namespacesRefused()

function namespacesRefused(): string | null {
  if (process.env['REVEILLE_NO_NAMESPACES'] === '1') return 'REVEILLE_NO_NAMESPACES asks for it'
  if (process.platform !== 'linux') return 'network namespaces are Linux’s'
  const name = `reveille-try-${process.pid}`
  const made = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' })
  if (made.error) return `there is no ip here (${made.error.message})`
  if (made.status !== 0) return `ip netns add: ${made.stderr.trim()}`
  ip('netns', 'del', name)
  return null
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** The n-th other machine of a test, linked to the service that listens at `port` of all addresses of this one. */
export async function otherMachine(n: number, serviceUrl: string): Promise<OtherMachine> {
  return whyNoNamespaces === null ? namespaced(n, serviceUrl) : proxied(serviceUrl)
}

/** By what address the n-th machine reaches this one; it must be allowed as a host of the service. */
export const addressFor = (n: number): string => `${subnet(n)}.1`

/** Of this process's own, so that two test runs on one machine do not meet. */
const subnet = (n: number): string => `10.${200 + (process.pid % 50)}.${((process.pid >> 5) + n) % 250}`

function namespaced(n: number, serviceUrl: string): OtherMachine {
  const name = `reveille-${process.pid}-${n}`
  const link = `rv${process.pid % 1_000_000}h${n}`
  ip('netns', 'add', name)
  onTestFinished(() => ip('netns', 'del', name)) // takes its end of the link, and with it ours
  ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
  ip('addr', 'add', `${addressFor(n)}/30`, 'dev', link)
  ip('link', 'set', link, 'up')
  for (const args of [
    ['addr', 'add', `${subnet(n)}.2/30`, 'dev', 'eth0'],
    ['link', 'set', 'eth0', 'up'],
    ['link', 'set', 'lo', 'up'],
  ])
    ip('-n', name, ...args)
  const url = new URL(serviceUrl)
  url.hostname = addressFor(n)
  return {
    under: ['ip', 'netns', 'exec', name],
    serviceUrl: url.href,
    cut: () => ip('link', 'set', link, 'down'),
    mend: () => ip('link', 'set', link, 'up'),
  }
}

/** The same by a proxy: a cut one takes connections and bytes, and passes nothing on. */
async function proxied(serviceUrl: string): Promise<OtherMachine> {
  const target = new URL(serviceUrl)
  const pairs = new Set<readonly [Socket, Socket]>()
  let isCut = false
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    const pair = [near, far] as const
    pairs.add(pair)
    for (const [one, other] of [pair, [far, near] as const]) {
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        other.destroy()
        pairs.delete(pair)
      })
      if (isCut) one.pause()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const pair of pairs) for (const socket of pair) socket.destroy()
    server.close()
  })
  const url = new URL(serviceUrl)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port
  const each = (act: (socket: Socket) => void): void => {
    for (const pair of pairs) for (const socket of pair) act(socket)
  }
  return {
    under: [],
    serviceUrl: url.href,
    cut: () => {
      isCut = true
      each((socket) => socket.pause())
    },
    mend: () => {
      isCut = false
      each((socket) => socket.resume())
    },
  }
}
