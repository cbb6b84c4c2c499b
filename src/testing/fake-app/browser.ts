// What the demo uses of a browser; this folder compiles without the DOM.

export type FakePort = {
  onmessage: ((event: { readonly data: unknown }) => void) | null
  postMessage: (message: unknown, transfer?: readonly unknown[]) => void
  close: () => void
}

type FakeWindow = {
  reveille?: { readonly open: () => void }
  readonly location: { readonly search: string; readonly origin: string; readonly pathname: string }
  postMessage: (message: unknown, target: string, transfer: readonly unknown[]) => void
}

/** The page's window. */
export const page = globalThis as unknown as FakeWindow // only ever loaded by demo.html

/** Two ends of a new channel. */
export const openChannel = (): { readonly port1: FakePort; readonly port2: FakePort } =>
  new MessageChannel() as unknown as { port1: FakePort; port2: FakePort } // the browser's, whose ports are EventTargets
