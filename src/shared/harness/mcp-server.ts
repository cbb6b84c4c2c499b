import { mcpPath } from '../contract/api/api-base.ts'
import { waitMaxSeconds } from '../limits.ts'
import type { LaunchFacts } from './harness.ts'

/** Where a harness finds the tools of the family: at the service itself, so that no process stands beside an agent. */
export const mcpUrl = ({ serviceUrl }: Pick<LaunchFacts, 'serviceUrl'>): string => `${serviceUrl}${mcpPath}`

/** The variable that every run has its token in: the token itself stands in no file and on no command line. */
export const tokenVariable = 'REVEILLE_TOKEN'

/** How long a harness may wait for an answer: a little more than the longest wait. */
export const mcpCallSeconds = waitMaxSeconds + 60
