/**
 * A mark is a name in a terminal's output (an OSC sequence of our own): a place that can be gone back to for as long as its
 * line is in the scrollback. It stands in the stream, so it is in the history on disk and in every replay.
 */
export const placeMarkCode = 7_701

/** Names of marks: numbers, the later the larger. */
const namePattern = /^\d{1,16}$/

/** What puts a mark where the cursor is. */
export const placeMarkSequence = (name: number): string => `\x1b]${placeMarkCode};${name}\x07`

/** The name in the data of such a sequence; null for what is none. */
export const readPlaceMark = (data: string): number | null => (namePattern.test(data) ? Number(data) : null)
