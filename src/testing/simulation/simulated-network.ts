import type { ApiClient, CallInput, RequestFailure } from '../../shared/contract/api/client.ts'
import type { RouteName } from '../../shared/contract/api/routes.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { delay } from '../../shared/kernel/clock.ts'
import { err, ok, type Result } from '../../shared/kernel/result.ts'
import { Refusal } from '../../service/refusal.ts'
import type { Random } from './random.ts'
import type { SimulatedService } from './simulated-service.ts'

/** How bad the network is: shares of all requests. */
export type Weather = { lost: number; answerLost: number; slow: number }
export const fairWeather = (): Weather => ({ lost: 0, answerLost: 0, slow: 0 })

const timedOut: RequestFailure = { kind: 'timed-out', message: 'no answer within 15000 ms' }

/** A client whose requests get lost before or after they were carried out, or arrive late. */
export function simulatedClient(
  service: SimulatedService,
  clock: Clock,
  random: Random,
  weather: Weather,
  slowMsMax: number,
  /** Whoever asks is dead: what it had not sent yet is never sent. */
  isGone: () => boolean = () => false,
): ApiClient {
  const call = async (
    name: RouteName,
    input?: CallInput<RouteName>,
  ): Promise<Result<unknown, RequestFailure>> => {
    if (random.chance(weather.slow)) await delay(clock, random.between(1, slowMsMax))
    if (isGone() || random.chance(weather.lost)) return err(timedOut)
    const isLost = random.chance(weather.answerLost)
    const answer = perform(service, name, input)
    return isLost ? err(timedOut) : answer
  }
  return { call: call as ApiClient['call'] } // the service's own handlers answer with the route's shape
}

function perform(
  service: SimulatedService,
  name: RouteName,
  input?: CallInput<RouteName>,
): Result<unknown, RequestFailure> {
  try {
    return ok(service.perform(name, input))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const [status, retryable] = error.code === 'conflict' ? [409, true] : [400, false]
    return err({
      ...{ kind: 'refused', code: error.code, status, message: error.message, retryable },
      retryAfterMs: null,
    } as const)
  }
}
