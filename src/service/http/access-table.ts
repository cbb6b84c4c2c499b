import type { RawRouteName } from '../../shared/contract/api/raw-routes.ts'
import type { RouteName } from '../../shared/contract/api/routes.ts'

/** Every request there is. */
export type AnyRouteName = RouteName | RawRouteName

/** How far a run's own token reaches: `any` routes look closer at what they are asked. */
export type RunReach = 'any' | 'family' | 'descendant' | 'self' | 'none'
/**
 * How far a worker's token reaches: `held` is a run of which it holds an execution at this moment, `known` also one of which
 * it held the last lease. What other workers hold is none of its business.
 */
export type WorkerReach = 'any' | 'known' | 'held' | 'none'
export type Access = { readonly run: RunReach; readonly worker: WorkerReach }

/** Who may ask what. The owner may everything; nothing else says who may. */
export const accessTable: Readonly<Record<AnyRouteName, Access>> = {
  createRun: { run: 'any', worker: 'none' }, // below itself
  createRunAlias: { run: 'any', worker: 'none' },
  listRuns: { run: 'any', worker: 'none' }, // its family
  getRun: { run: 'family', worker: 'known' }, // whether its folder is still needed
  cancelRun: { run: 'descendant', worker: 'none' },
  cancelTask: { run: 'descendant', worker: 'none' },
  killRun: { run: 'descendant', worker: 'none' },
  followUpRun: { run: 'descendant', worker: 'none' },
  reopenRun: { run: 'none', worker: 'none' },
  undoReopen: { run: 'none', worker: 'none' },
  reportSignal: { run: 'self', worker: 'held' }, // what it alone knows: a place, an answer it handed over
  issueToken: { run: 'none', worker: 'none' },
  setEventSequence: { run: 'self', worker: 'none' },
  relocateRun: { run: 'none', worker: 'none' },
  getTranscript: { run: 'family', worker: 'held' },
  putTranscript: { run: 'self', worker: 'held' },
  describeTranscript: { run: 'family', worker: 'held' },
  putTranscriptPart: { run: 'self', worker: 'held' },
  commitTranscript: { run: 'self', worker: 'held' },
  readTranscriptPart: { run: 'family', worker: 'held' },
  sendMessages: { run: 'any', worker: 'none' }, // to its family, in its own name
  listMessages: { run: 'family', worker: 'held' },
  readMessage: { run: 'family', worker: 'held' },
  markSurfaced: { run: 'self', worker: 'none' },
  markDelivered: { run: 'self', worker: 'none' },
  takeMailbox: { run: 'self', worker: 'none' },
  shownMailbox: { run: 'self', worker: 'none' },
  releaseMailbox: { run: 'self', worker: 'none' },
  listEvents: { run: 'any', worker: 'none' }, // of its family
  publishEvent: { run: 'self', worker: 'none' },
  listWakes: { run: 'family', worker: 'none' },
  rearmRun: { run: 'none', worker: 'none' }, // a budget that its spender renews is none
  switchWakes: { run: 'none', worker: 'none' },
  // Sources: of its own family; the handlers look closer.
  createSource: { run: 'any', worker: 'none' },
  listSources: { run: 'any', worker: 'none' },
  getSource: { run: 'any', worker: 'none' },
  updateSource: { run: 'any', worker: 'none' },
  deleteSource: { run: 'any', worker: 'none' },
  fireSource: { run: 'any', worker: 'none' },
  listFirings: { run: 'any', worker: 'none' },
  answerFiring: { run: 'none', worker: 'none' },
  armedRuns: { run: 'any', worker: 'none' },
  createSchedule: { run: 'none', worker: 'none' },
  listSchedules: { run: 'none', worker: 'none' },
  getSchedule: { run: 'none', worker: 'none' },
  updateSchedule: { run: 'none', worker: 'none' },
  deleteSchedule: { run: 'none', worker: 'none' },
  pauseSchedule: { run: 'none', worker: 'none' },
  resumeSchedule: { run: 'none', worker: 'none' },
  listWorkers: { run: 'any', worker: 'none' },
  claimLease: { run: 'none', worker: 'any' },
  renewLease: { run: 'none', worker: 'any' },
  reportExecution: { run: 'none', worker: 'any' },
  appendOutput: { run: 'none', worker: 'any' },
  listAgents: { run: 'any', worker: 'any' },
  listEnvironments: { run: 'any', worker: 'any' },
  listModels: { run: 'any', worker: 'any' },
  listIdentities: { run: 'any', worker: 'none' },
  createIdentity: { run: 'none', worker: 'none' },
  updateIdentity: { run: 'none', worker: 'none' },
  deleteIdentity: { run: 'none', worker: 'none' },
  issueWorkerToken: { run: 'none', worker: 'none' },
  listWorkerTokens: { run: 'none', worker: 'none' },
  revokeWorkerToken: { run: 'none', worker: 'none' },
  issueTicket: { run: 'any', worker: 'any' }, // for what it may reach itself
  listArtifacts: { run: 'family', worker: 'held' },
  getArtifact: { run: 'family', worker: 'held' },
  listAttachments: { run: 'family', worker: 'held' },
  getAttachment: { run: 'family', worker: 'held' },
  deleteArtifact: { run: 'self', worker: 'none' },
  getRunConversation: { run: 'family', worker: 'held' },
  getConversation: { run: 'any', worker: 'none' }, // of its family
  getSessionRedirect: { run: 'any', worker: 'none' }, // of its family
  listNotifications: { run: 'family', worker: 'none' },
  createExternalConversation: { run: 'any', worker: 'none' }, // these seven: of itself
  transcriptTarget: { run: 'any', worker: 'none' },
  resolvePrompt: { run: 'any', worker: 'none' },
  reportArtifact: { run: 'any', worker: 'none' },
  notifyUser: { run: 'any', worker: 'none' },
  finishTask: { run: 'any', worker: 'none' },
  reportShutdown: { run: 'any', worker: 'none' },
  streamEvents: { run: 'any', worker: 'none' }, // of its family
  streamOutput: { run: 'family', worker: 'held' },
  uploadArtifact: { run: 'self', worker: 'held' },
  downloadArtifact: { run: 'family', worker: 'held' },
  readTranscriptContent: { run: 'family', worker: 'held' },
  writeTranscriptContent: { run: 'self', worker: 'held' },
  readOwnTranscript: { run: 'any', worker: 'none' }, // its own
  mcp: { run: 'any', worker: 'none' }, // each tool asks for itself what it may
  metrics: { run: 'none', worker: 'any' },
  openapi: { run: 'any', worker: 'any' },
  capabilities: { run: 'any', worker: 'any' },
  health: { run: 'any', worker: 'any' },
}
