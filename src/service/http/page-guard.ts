import { Refusal } from '../refusal.ts'

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Refuses what a web page could send: a foreign `Host` (DNS rebinding) and any `Origin`. No page is a client of this
 * service, so there is nothing to allow.
 */
export function refusePages(
  headers: { readonly host: string | undefined; readonly origin: string | undefined },
  own: { readonly host: string; readonly port: number },
): void {
  if (headers.origin !== undefined) throw new Refusal('not_authorized', 'requests of web pages are refused')
  const ownName = own.host.includes(':') ? `[${own.host}]` : own.host
  const isOwn = [...loopbackNames, ownName].some((name) => isHost(headers.host, name, own.port))
  if (!isOwn) throw new Refusal('not_authorized', 'the Host header names another server')
}

const isHost = (given: string | undefined, name: string, port: number): boolean =>
  given?.toLowerCase() === `${name.toLowerCase()}:${port}` ||
  (port === 80 && given?.toLowerCase() === name.toLowerCase())
