import type { StreamFetch } from '../shared/contract/api/follow-stream.ts'

/** The global `fetch` as a stream needs it; loaded late, for a hook must not pay for it. */
export const globalStreamFetch: StreamFetch = async (url, { headers, signal }) => {
  const response = await fetch(url, { headers, signal: signal as RequestInit['signal'] }) // `followStream` always gives one
  return { status: response.status, body: response.body }
}
