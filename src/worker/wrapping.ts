import { z } from 'zod'

/**
 * How a worker starts agents: an argument list that the agent's own is put behind. It makes a container of any runtime, a
 * sandbox or a resource limit out of a plain start. Never a shell string.
 */
export type Wrapping = {
  readonly start: readonly string[]
  /** Run when the execution must end; the process tree here is ended all the same. Empty: nothing besides. */
  readonly stop: readonly string[]
}

/** What stands in braces in a wrapping. */
export type WrappingFacts = {
  readonly execution: string
  readonly run: string
  readonly work: string
  readonly folder: string
  /** A file with the agent's environment, a line each, mode 0600. */
  readonly environment: string
}

/** Fills one argument list; a word in braces that is not known stays as it is. */
export const fillWrapping = (argv: readonly string[], facts: WrappingFacts): readonly string[] =>
  argv.map((argument) =>
    argument.replaceAll(
      /\{(execution|run|work|folder|environment)\}/g,
      (_, name: keyof WrappingFacts) => facts[name],
    ),
  )

/** Whether the agent's environment must be written to a file for it. */
export const needsEnvironmentFile = ({ start }: Wrapping): boolean =>
  start.some((argument) => argument.includes('{environment}'))

/** The lines of an environment file. A value with a line break cannot stand in one and is left out. */
export const environmentLines = (environment: Readonly<Record<string, string>>): string =>
  Object.entries(environment)
    .filter(([, value]) => !/[\r\n]/.test(value))
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')

/** Reads `--wrap` and `--wrap-stop`: JSON lists of arguments. Throws with one line for people. */
export function parseArgumentList(option: string, text: string | undefined): readonly string[] {
  if (text === undefined) return []
  try {
    return z.array(z.string()).min(1).parse(JSON.parse(text))
  } catch {
    throw new Error(`${option}: a JSON list of arguments, such as ["podman","run","--rm"]`)
  }
}
