// Every number of the product: the unit is in the name, the reason in the comment.

/** Wake. */
export const wakeSettleMs = 300 // messages often come in twos; a person should not notice the wait
export const noticeSettleMs = 1_000 // children often end together; a turn costs more than a second
export const wakeCooldownMs = 2_000 // two wakes of one child closer than this are one wake and its echo
export const wakeConfirmMs = 60_000 // a cold resume takes 1 to 3 s here; a minute covers a laptop that swaps
export const wakeRetryBaseMs = 2_000 // the field's number; ours grows
export const wakeRetryCapMs = 300_000 // five minutes: seldom enough to cost nothing, often enough to heal by itself
export const retryAfterCapMs = 3_600_000 // a server's word to come back later is kept for an hour; then it is asked once more
export const wakeAttemptsMax = 6 // then a person decides; nothing is lost, the messages stay pending
export const wakesPerHourMax = 60 // per conversation; two agents that answer each other for ever must be seen, not paid
export const wakesAtOnceMax = 3 // cold starts are heavy: restore must not stampede
export const familyWakesPerHourMax = 200 // a whole family; a person with ten busy children stays below it
export const familyDepthMax = 8 // agents above one that others may still wake; deeper is more likely a loop than a plan
export const sessionHeldAgainMs = 15_000 // while a process that is not ours has a session open
export const pasteQuietMs = 4_000 // a person who typed this lately is at the keyboard of that pane
export const rouseCommandWithinMs = 20_000 // `codex queue` takes half a second
export const pasteDrawnWithinMs = 5_000 // a program that draws nothing of a paste for so long does not take it
export const pasteSettleMs = 150 // a full-screen program must have drawn the paste before the key that submits it
export const transcriptLookMs = 1_000 // a failed turn is told within a second; only while an agent works
export const transcriptTailBytes = 65_536 // what a failure says stands in the last lines
export const interruptWindowMs = 2_000 // from Ctrl-C to taking a turn for cancelled, when nothing says otherwise
export const answerWithinMs = 2_000 // a question's waiter listens some 50 ms after the question was told
export const lineWithinMs = 10_000 // one talk with a living session; it answers in some 20 ms
export const lineRequestWithinMs = 3_000 // a question is told again to whoever asks, or it is not asked any more
export const answerRetryMs = 50
export const askAgainMaxMs = 6 * 3_600_000 // a timer beyond 24 days fires at once: longer waits are asked for in steps

/** Requests. */
export const requestTimeoutMs = 15_000 // bound of every CLI and main request, retries included
export const requestRetryDelayMs = 250
export const retryAfterSeconds = 1 // told with what may succeed when asked again: a local service heals at once or not at all
export const streamBackoffMs = [1_000, 2_000, 5_000, 10_000] as const // reconnects of an event stream
export const streamPermanentBackoffMs = 30_000 // 4xx other than 408 and 429
export const streamRecycleMs = 14 * 60_000 // servers cut a stream after 20 minutes; we leave before, at no loss
export const streamGoodAfterMs = 12_000 // longer than a heartbeat: a stream that stands this long works
export const streamGiveUp = { refusalsMax: 3, failingMs: 30 * 60_000 } as const // of a reader that nobody watches
export const streamHeartbeatMs = 10_000 // comment line on an idle stream
export const streamKeepAliveMs = 15_000 // the system asks an idle peer then, and cuts it when its machine is gone
export const streamSilenceMs = 25_000 // two and a half heartbeats: the peer is gone

/** Messages. */
export const subjectCharsMax = 1_024
export const bodyCharsMax = 131_072
export const recipientsMax = 100
export const mailboxContextChars = 6_000 // what one hook puts into an agent's context at most
export const noticeSummaryChars = 2_000 // the last words of a child that ended, told to its parent

/** Service. */
export const requestBytesMax = 8 * 1024 * 1024 // transcripts are the largest body
export const promptCharsMax = 262_144
export const eventsPageDefault = 100
export const eventsPageMax = 500
export const runsPageDefault = 20
export const runsPageMax = 500
export const metadataKeysMax = 20 // Oz's numbers
export const metadataKeyCharsMax = 64
export const metadataValueBytesMax = 256
export const metadataFiltersMax = 5
export const messagesPageDefault = 50
export const messagesPageMax = 100
export const streamPageMax = 500 // what a stream's reader is sent at once; it is kept in the log, never in memory
export const streamBehindEvents = 5_000 // a reader this far behind is told so; nothing is lost
export const eventsKept = 1_000_000 // entries of the log that stay, whatever their age: about 150 MB
export const eventsKeptMs = 30 * 24 * 60 * 60 * 1_000 // and whatever is younger stays, whatever their number
export const compactAtOnce = 1_000 // in one change: some milliseconds in which nobody is answered
export const compactFirstMs = 60_000 // a start has more urgent things to do
export const compactEveryMs = 60 * 60 * 1_000
export const outputCharsPerRunMax = 4 * 1024 * 1024 // older output of a run is dropped first
export const outputChunkCharsMax = 65_536
export const transcriptBytesMax = 6 * 1024 * 1024 // in one request, and told as text
export const leaseMs = 30_000 // a worker that is silent this long has lost its execution
export const leaseRenewMs = 3_000 // also how soon a worker learns that its execution was cancelled
export const clockJumpMs = 5_000 // a timer this late: the clock was set, or the process or machine stood still
export const claimWaitMs = 20_000 // long poll of an idle worker
export const leaseAttemptsMax = 3 // a run that loses three workers is more likely to be the cause than they are
export const workerSeenMs = 60_000 // a worker polls or renews far more often; after this it counts as gone
export const answerKeptMs = 24 * 60 * 60 * 1_000 // a request repeated with its key within a day gets its first answer
export const idempotencyKeyCharsMax = 255
export const tokenSecondsMax = 366 * 24 * 60 * 60
export const ticketMs = 30_000 // from asking for a ticket to using it: a page that loads
export const downloadTicketMs = 300_000 // an address that is handed on to a downloader
export const ticketsMax = 1_000 // kept in memory
export const answerReasonCharsMax = 8_192 // even all escaped in JSON it goes through a pipe at once (64 KiB)
export const attachmentsMax = 5 // given with one prompt (Oz's number)
export const attachmentBytesMax = 5 * 1024 * 1024 // all of one prompt: in base64 they fit into one request
export const artifactBytesMax = 256 * 1024 * 1024 // build results and recordings; streamed, never held
export const artifactsPerRunMax = 200
export const artifactPathCharsMax = 1_024
export const planCharsMax = 1024 * 1024
export const uploadsAtOnceMax = 8
export const userNoticeCharsMax = 10_000
export const notificationsPageMax = 100
export const conversationTextCharsMax = 16_384 // of one block of a conversation as clients see it; the transcript has it all
export const mailboxMessageOverheadChars = 200 // sender, date and frame around one message in an agent's context

/** Window. */
export const inboxAgentsMax = 200 // whose letters are asked for at once
export const changesPatchCharsMax = 1_000_000 // a diff that a person would still read
export const untrackedFilesShownMax = 100
export const gitWithinMs = 20_000 // a large repository on a cold disk
export const branchAgeMs = 3_000 // a checkout shows within this
export const attentionSettleMs = 30_000 // a start that hangs on something still tells what is new after this

/** What the app stores. */
export const conversationsMax = 200 // the field's number; beyond it whole families are let go, the freshest stay
export const backupsMax = 5 // of each stored file
export const backupEveryMs = 3_600_000 // five copies reach back five hours of work, and as many starts

/** Shells. */
export const notificationCharsMax = 500 // of what a program wants a person to know
export const signalsPerSecondMax = 20 // of one terminal; more are no news
export const undoCloseMs = 60_000 // a closed shell can be brought back with its process for a minute
export const closedPanesMax = 10
export const foregroundLookWithinMs = 1_000 // asking ps what runs in a terminal before it is closed
export const loginEnvironmentWithinMs = 5_000 // what a login shell's files may take; then nothing is changed
export const loginEnvironmentBytesMax = 4 * 1024 * 1024
export const editorPathCharsMax = 4_096
export const pathsPerLookMax = 64 // of one line of a terminal; a page asks for the line under the pointer

/** Settings. */
export const pasteWarningLines = 5 // more lines than these are asked about when the program cannot tell a paste
export const shellProfilesCharsMax = 4_096
export const settingsReloadMs = 150 // editors write in two steps
export const promptHistoryMax = 40
export const fanOutMax = 12 // children of one prompt; more than a person reads through before saying yes
export const recentDirectoriesMax = 12
export const treeGonePollMs = 40 // processes of a tree are no children of ours: nothing tells when they end
export const treeKillRoundsMax = 5 // a tree that forks while it is killed
export const strayGraceMs = 2_000 // for what an agent that was killed left behind

/** Background processes. */
export const backgroundLogBytesMax = 2 * 1024 * 1024 // one older log is kept
export const workerLookMs = 5_000 // a worker that died is missed by no run for longer
export const familiesPerListMax = 100 // their ids stand in the address of one request, which has room for 16 KiB
export const familyPagesMax = 20 // of 500 runs each: a family of 10,000 is a mistake, not a family
export const serviceProbeMs = 1_000 // a local service answers in a millisecond or is not there
export const serviceStartWithinMs = 15_000 // 0.3 s here; a cold disk takes longer
export const serviceEndsWithinMs = 10_000 // an older one that is replaced; it drains for two seconds
export const endLookMs = 25 // a process that is no child of ours tells nobody when it has ended
export const serviceRestartBackoffMs = [500, 1_000, 5_000, 30_000] as const
export const harnessVersionWithinMs = 20_000 // the slowest one known takes 1.5 s warm
export const leaveWithinMs = 2_000 // quitting asks the service what still works, and does not wait longer
export const quitWithinMs = 3_000 // pages tell their last drafts in a few milliseconds; a logout kills after some seconds
export const stopGraceMs = 3_000 // from asking an agent's process tree to end to ending it
export const titleCharsMax = 1_024
export const hiddenTerminalSize = { cols: 120, rows: 36 } as const // until a page shows it and knows better
export const inputCharsPerCall = 128 * 1024 // even all escaped in JSON it stays far below a frame
export const ackEveryBytes = 32 * 1024 // acknowledgements are gathered: one frame for many small chunks
export const outputTerminalSize = { cols: 120, rows: 36 } as const // a remote run's output reflows with its pane
export const pageReadyWithinMs = 3_000 // background processes start when the page is there, or then at the latest
export const frameSettleMs = 400 // a window that is dragged about is remembered where it is let go
export const pageReloadMs = [100, 1_000, 5_000, 30_000] as const // after a crash of a page; a page that crashes at once must not spin
export const draftCharsMax = 400_000 // a message of the greatest length, and the rest of its box
export const draftSettleMs = 150 // main holds what is typed so long before it writes a file: a crash of it costs a few letters at most
export const draftRetryMs = 5_000 // what could not be written is kept and tried again
export const draftsMax = 500 // boxes with something in them; the one that was touched longest ago goes
export const viewPushMs = 40 // many changes of a moment are one push; each carries the whole view

/** Wakes of remote runs, decided by the service. */
export const announcedMax = 100 // messages of one follow-up; what is left causes the next one
export const wakeDecisionsKept = 200 // of each run, besides those of the last hour
export const wakeDecisionsPageDefault = 20
export const wakeDecisionsPageMax = 200

/** What a wake is decided with. */
export const wakePolicy = {
  settleMs: wakeSettleMs,
  noticeSettleMs,
  cooldownMs: wakeCooldownMs,
  retryBaseMs: wakeRetryBaseMs,
  retryCapMs: wakeRetryCapMs,
  retryAfterCapMs,
  attemptsMax: wakeAttemptsMax,
  perHourMax: wakesPerHourMax,
  atOnceMax: wakesAtOnceMax,
  familyPerHourMax: familyWakesPerHourMax,
  depthMax: familyDepthMax,
} as const

/** Harnesses and the CLI. */
export const promptArgumentCharsMax = 24_000 // Linux: 128 KiB an argument; Windows: 32,767 characters a command line
export const retriesBeforeTold = 5 // of a harness that tries again for ever: by then a minute has passed
export const retryWaitBeforeToldMs = 60_000 // a longer wait is a limit, not a moment's crowd
export const hookTimeoutSeconds = 15 // a hook bounds itself far below this
export const hookRequestTimeoutMs = 4_000 // the agent waits meanwhile
export const hookBoundMs = 6_000 // a hook in all, whatever hangs; below the harness's own bound
export const unsentSignalsMax = 50 // kept by a hook while the service is away; older ones say less
export const hookLockWaitMs = 2_000 // hooks of parallel tool calls wait for one another
export const hookLockPollMs = 10
export const commandMailboxChars = 1_000_000 // a program's input has no context to fill; the contract's most
export const waitDefaultSeconds = 1_800
export const waitMaxSeconds = 86_400
export const waitRetryMs = 5_000
export const waitGraceMs = 5_000 // for a waiting agent to tell by itself that its time is over
export const childBeginsWithinMs = 30_000 // a cold start takes 1 to 3 s; after this the parent is told that it waits
export const hookLogBytesMax = 64 * 1024
export const mcpRequestsPerRunMax = 64 // open at once; an agent with subagents calls a dozen tools together
export const mcpComeBackMs = 8_000 // a client whose call was cut off tries twice; a service is back within some seconds
export const mcpProgressMs = 10_000 // a harness may give up a call that is silent for half a minute
export const wakeWaiterTimeoutSeconds = 86_400 // the longest that Claude 2.1.330 was seen to accept

/** Sources. */
export const subscriptionsMax = 1_000 // of a service; each schedule, watcher and webhook is one
export const subscriptionsPerFamilyMax = 50
export const firingsPerHourMax = 120 // of one source that tell somebody; a flood beyond it is one row that counts
export const firingsKept = 500 // rows of one source
export const firingsPageDefault = 20
export const firingsPageMax = 100
export const firingPayloadCharsMax = 65_536 // kept of one payload
export const sourceQuoteCharsMax = 16_384 // of a payload in a message; the rest stands in its firing
export const sourceValueCharsMax = 500 // of one value in a sentence
export const sourceTextCharsMax = 1_000 // of one demand of a filter
export const sourceConditionsMax = 20
export const webhookBytesMax = 1024 * 1024
export const webhookToleranceMs = 300_000 // a signed time older than this may be a replay
export const scheduleToleranceMs = 60_000 // later than this an instant was missed
export const scheduleLookMs = 60_000 // a machine that slept has a clock that jumped and a timer that did not
export const schedulesAtOnceMax = 50 // of one change; the rest follow in the next
export const scheduleCountedMax = 1_000 // missed instants are counted up to here
export const watchedEntriesMax = 50_000 // files below one watched directory; beyond it the watch fails, visibly
export const watchedPathsTold = 100 // of one batch of changes
export const fileBatchMs = 30_000 // changes without a pause are told this often at least
export const commandOutputChars = 4_096 // the end of what a command printed
export const commandsAtOnceMax = 20
export const armedRunsMax = 500 // of one family in one list

/** The service's sources, lists and file. */
export const sourceRetryMs = 5_000 // what failed on a full disk, say, is tried again this often
export const fileBatchPathsMax = 10_000 // of one burst of changes; the rest is counted
export const searchWordsMax = 16 // of a search; a statement grows with each
export const checkedPagesMax = 16_384 // 64 MiB: a few tenths of a second

/** The window's main side, mirrors. */
export const branchParentsMax = 40 // a directory tree that is deeper is nobody's work
export const trayNeedingMax = 8 // more make a menu that nobody reads

/** Time. */
export const hourMs = 3_600_000
