import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { FakeClock } from '../fake-clock.ts'
import { playHistory, type Outcome } from './history.ts'
import { SimulatedService } from './simulated-service.ts'

/** One thread's share of the histories: every `step`-th seed from `first` to `last`. */
export type Range = { readonly first: number; readonly last: number; readonly step: number }
export type Played = { readonly seed: number; readonly outcome: Outcome }

if (parentPort) {
  setPriority(constants.priority.PRIORITY_LOW) // others wait for processes and clients; this one can wait for them
  const { first, last, step } = workerData as Range // given by whoever started this thread
  const service = new SimulatedService(new FakeClock())
  const played: Played[] = []
  for (let seed = first; seed <= last; seed += step)
    played.push({ seed, outcome: await playHistory(service, seed) })
  service.close()
  parentPort.postMessage(played)
}
