import { createApiClient } from '../shared/contract/api/api-client.ts'
import { describeFailure, type ApiClient, type RequestFailure } from '../shared/contract/api/client.ts'
import type { Result } from '../shared/kernel/result.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { CliFailure, exitOf } from './exit-codes.ts'
import { httpFetch } from './http-fetch.ts'
import { serviceAddress, type AddressOptions, type Environment } from './service-address.ts'

/** Options that every command of the service takes. */
export type CommonOptions = AddressOptions & { readonly json?: boolean }

/** A client for the service that the options and the environment name. */
export function openClient(options: AddressOptions, environment: Environment, timeoutMs?: number): ApiClient {
  const place = serviceAddress(options, environment)
  return createApiClient({
    ...place,
    fetch: httpFetch,
    clock: systemClock,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  })
}

/** The value, or the end of this command with the code that fits. */
export function orFail<Value>(result: Result<Value, RequestFailure>): Value {
  if (result.ok) return result.value
  throw new CliFailure(exitOf(result.error), describeFailure(result.error))
}
