import { createClientOf, type ApiClient, type ApiClientOptions } from './client.ts'
import { routes } from './routes.ts'

/** A client of everything that can be asked. */
export const createApiClient = (options: ApiClientOptions): ApiClient => createClientOf(routes, options)
