import { z } from 'zod'
import { RunId } from '../../domain/ids.ts'
import { planCharsMax } from '../../limits.ts'
import { Empty, ofRun, route } from './route.ts'
import { ofArtifact } from './raw-routes.ts'

/** One artifact in a run's list (Oz `ArtifactItem`); `data` is what its type has. */
export const ArtifactItem = z.object({
  artifact_type: z.string(),
  created_at: z.string(),
  data: z.looseObject({ artifact_uid: z.string().optional() }),
})
export const ListedArtifacts = z.object({ artifacts: z.array(ArtifactItem) })

/** `GET agent/artifacts/{uid}`: a file has an address to download it from, good for some minutes; a plan its text. */
export const Artifact = z.object({
  artifact_uid: z.string(),
  artifact_type: z.string(),
  created_at: z.string(),
  run_id: RunId,
  data: z.looseObject({
    download_url: z.string().optional(),
    expires_at: z.string().optional(),
    content_type: z.string().optional(),
    content: z.string().optional(),
    filename: z.string().optional(),
    filepath: z.string().optional(),
    size_bytes: z.int().optional(),
    sha256: z.string().optional(),
  }),
})

const url = z.url({ protocol: /^https?$/ }).max(2_000)
/** `POST harness-support/report-artifact`: what has no bytes of its own. */
export const ReportArtifact = z.discriminatedUnion('artifact_type', [
  z.object({
    artifact_type: z.literal('PULL_REQUEST'),
    data: z.object({ url, branch: z.string().min(1).max(500) }),
  }),
  z.object({
    artifact_type: z.literal('PLAN'),
    data: z.object({
      document_uid: z.string().min(1).max(200).optional(),
      title: z.string().max(500).optional(),
      content: z.string().max(planCharsMax),
    }),
  }),
  z.object({
    artifact_type: z.literal('EXTERNAL_REFERENCE'),
    data: z.object({ url, title: z.string().max(500).optional() }),
  }),
])
export type ReportArtifact = z.infer<typeof ReportArtifact>
export const ReportedArtifact = z.object({ artifact_uid: z.string() })

/** What runs leave behind. Bytes go in and out by `rawRoutes`. */
export const artifactRoutes = {
  listArtifacts: route({
    method: 'GET',
    path: '/agent/runs/:run_id/artifacts',
    params: ofRun,
    response: ListedArtifacts,
  }),
  getArtifact: route({
    method: 'GET',
    path: '/agent/artifacts/:artifact_uid',
    params: ofArtifact,
    response: Artifact,
  }),
  deleteArtifact: route({
    method: 'DELETE',
    path: '/agent/artifacts/:artifact_uid',
    params: ofArtifact,
    response: Empty,
  }),
}
