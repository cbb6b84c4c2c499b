/** The codes that a run's status may carry (Oz `PlatformErrorCode`). */
export const platformCodes = [
  'insufficient_credits',
  'feature_not_available',
  'external_authentication_required',
  'not_authorized',
  'invalid_request',
  'resource_not_found',
  'budget_exceeded',
  'integration_disabled',
  'integration_not_configured',
  'operation_not_supported',
  'environment_setup_failed',
  'content_policy_violation',
  'conflict',
  'authentication_required',
  'resource_unavailable',
  'internal_error',
] as const
export type PlatformCode = (typeof platformCodes)[number]

/** Our own words for why a run ended badly, and words of harnesses, in Oz's. */
const meanings: Readonly<Record<string, PlatformCode>> = {
  auth: 'authentication_required',
  authentication: 'authentication_required',
  authentication_failed: 'authentication_required',
  oauth_org_not_allowed: 'not_authorized',
  billing: 'insufficient_credits',
  billing_error: 'insufficient_credits',
  'rate-limit': 'resource_unavailable',
  setup: 'environment_setup_failed',
  worker_lost: 'resource_unavailable',
  'did-not-start': 'resource_unavailable',
  'place-not-reached': 'resource_unavailable',
}

/** A word as clients of the public document know it; what nobody knows is an error inside. Null: no error at all. */
export function platformCodeOf(word: string): PlatformCode | null {
  if (word === 'interrupted') return null // a person broke it off
  const known = platformCodes.find((code) => code === word)
  return known ?? (Object.hasOwn(meanings, word) ? (meanings[word] ?? 'internal_error') : 'internal_error')
}
