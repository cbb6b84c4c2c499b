import { shellCommand } from './cli-shim.ts'

/** Told to the hook of a question behind which a waiter stands. */
export const hookWaitWord = 'wait'

/** Names the question that is open now; written by the hook that told it. */
export const askIdFile = 'ask-id'

/** The pipe on which the answer to one question arrives. */
export const answerPipe = (askId: string): string => `answer-${askId}.fifo`

/**
 * The script behind an open question: one shell that is blocked on the pipe of exactly this question and prints the line
 * it reads, which is the answer in the harness's own words. An empty line is none: the question was answered in the pane.
 */
export const answerWaiterScript = (runDirectory: string): string => `#!/bin/sh
cd ${shellCommand([runDirectory])} || exit 0
[ -r ask-id ] || exit 0
read -r id < ask-id
pipe="answer-$id.fifo"
mkfifo -m 600 "$pipe" || exit 0
line=
IFS= read -r line < "$pipe"
rm -f "$pipe"
[ -z "$line" ] || printf '%s\\n' "$line"
exit 0
`
