import { Refusal } from '../refusal.ts'

/** Where the service listens, and the further names it was told to answer to. */
export type OwnAddress = {
  readonly host: string
  readonly port: number
  /** Lower case; one without a port counts for any: behind a proxy the port is another one. */
  readonly names: readonly string[]
}

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Refuses what a web page could send: a foreign `Host` (DNS rebinding) and any `Origin`. No page is a client of this
 * service, so there is nothing to allow.
 */
export function refusePages(
  headers: { readonly host: string | undefined; readonly origin: string | undefined },
  own: OwnAddress,
): void {
  if (headers.origin !== undefined) throw new Refusal('not_authorized', 'requests of web pages are refused')
  const given = headers.host?.toLowerCase() ?? ''
  const ownName = own.host.includes(':') ? `[${own.host}]` : own.host
  const isOwn = [...loopbackNames, ownName].some((name) => isHost(given, name, own.port))
  if (!isOwn && !own.names.includes(given) && !own.names.includes(given.replace(/:\d+$/, '')))
    throw new Refusal(
      'not_authorized',
      'the Host header names another server (reveille serve --allowed-host NAME allows a further name)',
    )
}

const isHost = (given: string, name: string, port: number): boolean =>
  given === `${name.toLowerCase()}:${port}` || (port === 80 && given === name.toLowerCase())
