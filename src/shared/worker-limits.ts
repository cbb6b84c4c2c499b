// The numbers of workers, of places, and of sessions that move: the unit is in the name, the reason in the comment.

/** Worker. */
export const workerExecutionsMax = 4
export const handBackWithinMs = 2_000 // a long poll that is answered while the worker drains; later, its lease runs out
export const outputAfterExitMs = 1_000 // for pipes that a process left behind holds open
export const memoryLookMs = 2_000 // of an execution with a bound; a look reads a file of each of its processes
export const drainWithinMs = 3_600_000 // what runs when a worker drains: a turn of an hour is long, and cutting one off costs its work
export const drainSecondsMax = 7 * 86_400 // a bound that nobody waits for is none
export const stopWithinMs = 20_000 // from ending what runs to leaving without the service's answer; its bound is 15 s
export const drainMs = 10_000 // SIGTERM to SIGKILL of an agent's process tree

export const checkoutWithinMs = 300_000 // one commit of a large repository over a slow line
export const runFoldersKeptDays = 30 // a folder that is gone cannot be resumed from
export const runFoldersLookMs = 3_600_000

/** Places that are not ours. */
export const placeLookMs = 3_000 // a place that tells nothing by itself is asked this often (the field's number)
export const placeStaleLooksMax = 10 // about half a minute of the old state after an accepted follow-up
export const placeFailuresMax = 20 // looks in a row without an answer: with the back-off some three minutes
export const placeCancelWithinMs = 10_000
export const placeOutputAfterEndMs = 300 // its end and its last output come on two connections

/** Sessions that move. */
export const keeperHeadStartMs = 30_000 // a follow-up waits this long for the worker that has its session and its files
export const idleWindowMs = 45 * 60_000 // how long a worker keeps both for the next follow-up (the field's number)
export const transcriptPartBytesMax = 512 * 1024 // some ten milliseconds in which nobody else is answered
export const transcriptWholeBytesMax = 256 * 1024 * 1024 // of a session; the longest seen have some tens of megabytes
