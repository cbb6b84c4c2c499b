import { wireTime } from '../wire-time.ts'
import type { StoredArtifact } from '../store/rows.ts'

/** Text and bytes are got from the artifact itself; a list says what there is. */
export const artifactItem = ({ artifactUid, type, data, createdAt }: StoredArtifact) => {
  const { content: _content, ...told } = data
  return {
    artifact_type: type,
    created_at: wireTime(createdAt),
    data: { artifact_uid: artifactUid, ...told },
  }
}

/** Whether its bytes stand beside the database. */
export const hasBytes = ({ type }: Pick<StoredArtifact, 'type'>): boolean =>
  type === 'FILE' || type === 'SCREENSHOT'
