import type { AttachmentInput } from '../../shared/contract/api/attachment.ts'
import type { AskAnswer } from '../../shared/domain/ask-answer.ts'
import type { HarnessSessionId } from '../../shared/domain/ids.ts'
import type { PlaceLook } from '../../shared/domain/place-turn.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import type { Result } from '../../shared/kernel/result.ts'

/** What a place can do; declared, never guessed from its kind. */
export type PlaceAbilities = {
  /** Tells what its agents print while they print it. */
  readonly hasLiveOutput: boolean
  /** Tells of changes by itself; without it the run is looked at every few seconds. */
  readonly tellsChanges: boolean
  /** A repeat under the same key is carried out once. Without it a lost answer is not repeated blindly. */
  readonly honoursKeys: boolean
  readonly hasTranscripts: boolean
  /** Its transcripts are whole sessions of their harness, which another machine goes on with by the same id. */
  readonly givesSessions: boolean
}

/** Why a place did not do what it was asked for. `isPermanent`: a repetition changes nothing, a person has to. */
export type PlaceFailure = {
  readonly message: string
  readonly code: string | null
  readonly isPermanent: boolean
  /** It may have been done all the same. */
  readonly isOutcomeUnknown: boolean
  readonly retryAfterMs: number | null
}

/** What a new run at a place begins with. */
export type PlaceWish = {
  readonly name: string
  readonly prompt: string
  readonly harness: string | null
  readonly model: string | null
  readonly environment: string | null
  /** Ours; a place that runs no commands refuses it. */
  readonly command: readonly string[]
  /** Files given with the prompt; `data` is base64. */
  readonly attachments: readonly AttachmentInput[]
}

/** `session`: what the harness there resumes by, where the place gives that. */
export type PlaceTranscript = { readonly format: string; readonly session: HarnessSessionId | null }

/** Where remote runs are carried out that this worker does not execute itself. Ids are the place's own. */
export type Place = {
  readonly name: string
  readonly abilities: PlaceAbilities
  readonly start: (wish: PlaceWish, key: string) => Promise<Result<{ readonly runId: string }, PlaceFailure>>
  /** Accepted, not carried out. `executionId`: where the place tells which execution will. */
  readonly followUp: (
    runId: string,
    text: string,
    key: string,
  ) => Promise<Result<{ readonly executionId: string | null }, PlaceFailure>>
  /** Answers the very question that was told; absent where the place takes no answers. */
  readonly answer?: (runId: string, answer: AskAnswer) => Promise<Result<void, PlaceFailure>>
  readonly look: (runId: string) => Promise<Result<PlaceLook, PlaceFailure>>
  readonly cancel: (runId: string) => Promise<Result<void, PlaceFailure>>
  /** The text of one execution, or of the first when `executionId` is null. */
  readonly followOutput: (
    runId: string,
    executionId: string | null,
    onText: (text: string) => void,
  ) => Disposable
  readonly followChanges: (runId: string, onChanged: () => void) => Disposable
  /** Writes what its agent wrote to a file; null when there is nothing. */
  readonly saveTranscript: (
    runId: string,
    path: string,
  ) => Promise<Result<PlaceTranscript | null, PlaceFailure>>
}
