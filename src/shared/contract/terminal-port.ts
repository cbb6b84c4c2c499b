import { z } from 'zod'

/** What travels on the port of one attached terminal, main -> page. `data` is raw output, acknowledged by its length. */
export const TerminalToPage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('replay'),
    data: z.custom<Uint8Array>((value) => value instanceof Uint8Array), // text that ends with mode 2026
    cols: z.int(),
    rows: z.int(),
    isRestored: z.boolean(),
    /** A frame of a flood: more follow, and the whole comes last. */
    isFrame: z.boolean().optional(),
    /** To be acknowledged when it is shown. */
    owes: z.int().nonnegative().optional(),
  }),
  z.object({ kind: z.literal('data'), data: z.custom<Uint8Array>((value) => value instanceof Uint8Array) }),
  /** The process is gone; the screen stays. */
  z.object({ kind: z.literal('exit'), exitCode: z.int().nullable(), signal: z.string().nullable() }),
  /** Whether this pane may type: another one that shows the terminal may do so instead. */
  z.object({ kind: z.literal('control'), control: z.enum(['mine', 'other', 'free']) }),
  /** A new process runs on the same screen. */
  z.object({ kind: z.literal('started') }),
])
export type TerminalToPage = z.infer<typeof TerminalToPage>

/** Page -> main, on the same port. `input` is what a person typed or pasted; `reply` an answer of xterm itself. */
export const TerminalFromPage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('input'), data: z.string().max(4_000_000) }),
  z.object({ kind: z.literal('resize'), cols: z.int().min(1).max(2_000), rows: z.int().min(1).max(1_000) }),
  /** From now on this pane types. */
  z.object({ kind: z.literal('takeControl') }),
  z.object({ kind: z.literal('ack'), bytes: z.int().nonnegative() }),
])
export type TerminalFromPage = z.infer<typeof TerminalFromPage>
