import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import type { ScreenThreadOptions } from './screen-messages.ts'
import { serveScreens } from './serve-screens.ts'

// What a thread of screens runs.

if (!parentPort) throw new Error('this runs in a thread of the pty host only')
serveScreens(parentPort, workerData as ScreenThreadOptions, systemClock) // given by `ScreenThreads`
