import { z } from 'zod'
import { artifactPathCharsMax } from '../../limits.ts'
import { mcpPath } from './api-base.ts'
import { StreamEventsQuery } from './event.ts'
import { ofRun } from './route.ts'
import { StreamOutputQuery } from './worker.ts'

/** A request whose body or answer is no JSON: it is streamed. A GET takes a `?ticket=` where a header is impossible. */
export type RawRoute = {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly params: z.ZodObject
  readonly query: z.ZodObject
  /** Media type of the body; null without one. */
  readonly takes: string | null
  readonly answers: string
}

const none = z.object({})
export const ofArtifact = z.object({ artifact_uid: z.uuid() })
const mime = z
  .string()
  .regex(/^[a-z0-9!#$&^_.+-]{1,80}\/[a-z0-9!#$&^_.+-]{1,80}$/i, { error: 'not a media type' })

/** `POST agent/runs/{id}/artifacts` (ours): the bytes are the body. The same bytes at the same path are one artifact. */
export const UploadArtifactQuery = z.object({
  filepath: z
    .string()
    .min(1)
    .max(artifactPathCharsMax)
    .refine((path) => isPlainPath(path), {
      error: 'a relative path without .., empty parts or control characters',
    }),
  artifact_type: z.enum(['FILE', 'SCREENSHOT']).default('FILE'),
  mime_type: mime.default('application/octet-stream'),
  description: z.string().max(2_000).optional(),
})

/** The streamed requests. */
export const rawRoutes = {
  streamEvents: {
    method: 'GET',
    path: '/agent/events/stream',
    params: none,
    query: StreamEventsQuery,
    takes: null,
    answers: 'text/event-stream',
  },
  streamOutput: {
    method: 'GET',
    path: '/agent/runs/:run_id/output/stream',
    params: ofRun,
    query: StreamOutputQuery,
    takes: null,
    answers: 'text/event-stream',
  },
  uploadArtifact: {
    method: 'POST',
    path: '/agent/runs/:run_id/artifacts',
    params: ofRun,
    query: UploadArtifactQuery,
    takes: 'application/octet-stream',
    answers: 'application/json',
  },
  downloadArtifact: {
    method: 'GET',
    path: '/agent/artifacts/:artifact_uid/content',
    params: ofArtifact,
    query: none,
    takes: null,
    answers: 'application/octet-stream',
  },
  readTranscriptContent: {
    method: 'GET',
    path: '/agent/runs/:run_id/transcript/content',
    params: ofRun,
    query: none,
    takes: null,
    answers: 'text/plain',
  },
  writeTranscriptContent: {
    method: 'PUT',
    path: '/agent/runs/:run_id/transcript/content',
    params: ofRun,
    query: none,
    takes: 'application/octet-stream',
    answers: 'application/json',
  },
  readOwnTranscript: {
    method: 'GET',
    path: '/harness-support/transcript',
    params: none,
    query: none,
    takes: null,
    answers: 'text/plain',
  },
  /** The family's tools for an agent's harness: MCP, streamable HTTP. */
  mcp: {
    method: 'POST',
    path: mcpPath,
    params: none,
    query: none,
    takes: 'application/json',
    answers: 'text/event-stream',
  },
  metrics: { method: 'GET', path: '/metrics', params: none, query: none, takes: null, answers: 'text/plain' },
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    params: none,
    query: none,
    takes: null,
    answers: 'application/json',
  },
} as const satisfies Record<string, RawRoute>
export type RawRouteName = keyof typeof rawRoutes

const isPlainPath = (path: string): boolean =>
  // oxlint-disable-next-line no-control-regex -- they are what is refused
  !/[\u0000-\u001f\u007f\\]/.test(path) && path.split('/').every((part) => !['', '.', '..'].includes(part))
