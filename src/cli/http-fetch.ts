import type { Fetch } from '../shared/contract/api/client.ts'

// An import of `node:http` asks for each of its exports, one of which loads the whole of undici: half of a hook's time.
const { request: requestHttp } = process.getBuiltinModule('node:http')
const { request: requestHttps } = process.getBuiltinModule('node:https')

/** `fetch` on `node:http`: loading the global one costs a hook 15 ms, and keeps sockets that hold the process up. */
export const httpFetch: Fetch = (url, { method, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? requestHttps : requestHttp
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const options = {
      method,
      headers: { ...headers, ...length },
      agent: false as const,
      ...(signal === undefined ? {} : { signal: signal as AbortSignal }), // our client's own AbortController made it
    }
    const request = send(url, options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({
          status: response.statusCode ?? 0,
          headers: { get: (name) => [response.headers[name.toLowerCase()]].flat()[0] ?? null },
          text: async () => text,
        })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
