// What a connection to the service may cost before anybody knows whose it is.

export const headersWithinMs = 15_000 // a client sends them at once; whoever drips them holds a socket for nothing
export const bodyWithinMs = 120_000 // the largest of 8 MiB over a line of half a megabit
export const uploadSilenceMs = 60_000 // an artifact may come slowly, but it comes
export const requestWithinMs = 6 * 60 * 60 * 1_000 // the largest artifact over a tenth of a megabit
export const connectionsMax = 10_000 // half of the files that a process may usually have open
export const connectionsLookMs = 5_000 // how often late requests are looked for
export const jsonDepthMax = 500 // what is nested deeper was made to cost; a reader takes seconds for millions of levels
