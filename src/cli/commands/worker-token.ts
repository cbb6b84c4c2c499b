import { printAnswer, table, wholeNumber } from '../output.ts'
import type { Environment } from '../service-address.ts'
import { openClient, orFail, type CommonOptions } from '../session.ts'

const secondsOfDay = 86_400

/** `reveille token issue`: printed once, to be put into the file of `reveille worker --token-file`. */
export async function issueToken(
  name: string,
  options: CommonOptions & { readonly days?: string },
  environment: Environment,
): Promise<void> {
  const client = openClient(options, environment)
  const ends =
    options.days === undefined
      ? {}
      : { expires_in_seconds: wholeNumber('--days', options.days) * secondsOfDay }
  const issued = orFail(await client.call('issueWorkerToken', { body: { name, ...ends } }))
  printAnswer(options, issued, issued.token)
}

/** `reveille token list`. */
export async function listTokens(options: CommonOptions, environment: Environment): Promise<void> {
  const listed = orFail(await openClient(options, environment).call('listWorkerTokens'))
  const rows = listed.tokens.map((token) => [
    token.token_id,
    token.name,
    token.issued_at,
    token.revoked_at ? `revoked ${token.revoked_at}` : (token.expires_at ?? 'never ends'),
  ])
  const text = rows.length === 0 ? 'no tokens' : table(['TOKEN', 'NAME', 'ISSUED', 'ENDS'], rows)
  printAnswer(options, listed, text)
}

/** `reveille token revoke`: whoever holds it is refused from now on. */
export async function revokeToken(
  id: string,
  options: CommonOptions,
  environment: Environment,
): Promise<void> {
  orFail(await openClient(options, environment).call('revokeWorkerToken', { params: { token_id: id } }))
  printAnswer(options, { token_id: id }, `revoked ${id}`)
}
