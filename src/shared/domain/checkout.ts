import { z } from 'zod'

/**
 * What a remote run works on. `repository`: an address git can clone by https, ssh or file, or an absolute path on the
 * worker's machine. `commit`: anything that names one commit there; without it the default branch.
 */
export const Checkout = z.object({
  repository: z
    .string()
    .max(2_048)
    .refine((address) => isCloneable(address), {
      message: 'an https, ssh or file address, host:path, or an absolute path',
    }),
  commit: z
    .string()
    .max(255)
    .regex(/^[\w][\w./-]*$/, 'a commit, branch or tag')
    .optional(),
})
export type Checkout = z.infer<typeof Checkout>

/** Git's other transports run commands of their own (`ext::`), and an address that begins with a dash is an option. */
const isCloneable = (address: string): boolean =>
  /^(?:https|ssh|file):\/\/[^\s-]/.test(address) ||
  /^\/[^\s]/.test(address) ||
  /^[\w.-]+@[\w.-]+:[^\s-:]/.test(address)
