import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import type { Server } from 'node:http'
import type { ServiceFile } from '../shared/contract/api/service.ts'
import type { CreateRun } from '../shared/contract/api/run.ts'
import { apiBase } from '../shared/contract/api/api-base.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import { Disposables } from '../shared/kernel/disposables.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { accessHandlers } from './access-handlers.ts'
import { mcpEndpoint } from './family/mcp-endpoint.ts'
import { OpenCalls } from './family/open-calls.ts'
import { ArtifactFiles } from './artifacts/artifact-files.ts'
import { artifactHandlers } from './artifacts/artifact-handlers.ts'
import { artifactTransfer, removeDeletedBytes } from './artifacts/artifact-transfer.ts'
import { ConfigurationFile } from './configuration/configuration-file.ts'
import { configurationHandlers } from './configuration/configuration-handlers.ts'
import { resolveRequest } from './configuration/resolve-request.ts'
import { conversationHandlers } from './conversations/conversation-handlers.ts'
import { transcriptHandlers } from './conversations/transcript-handlers.ts'
import { transcriptTransfer } from './conversations/transcript-transfer.ts'
import { eventHandlers } from './events/event-handlers.ts'
import { Compaction, defaultRetention, type Retention } from './events/compaction.ts'
import { Hub } from './events/hub.ts'
import { ClaimPoll } from './executions/claim-poll.ts'
import { LeaseWatch } from './executions/lease-watch.ts'
import { workerHandlers } from './executions/worker-handlers.ts'
import { Workers } from './executions/workers.ts'
import { lockDirectory } from './files/lock.ts'
import { ownerToken } from './files/owner-token.ts'
import { writePrivateFile } from './files/private-file.ts'
import { processStartTime } from './files/process-start-time.ts'
import { prepareDirectory } from './files/service-directory.ts'
import { harnessSupportHandlers } from './harness-support/harness-support-handlers.ts'
import { createApp } from './http/app.ts'
import { listen } from './http/listen.ts'
import { connectionBounds, openServer, type ConnectionBounds } from './http/open-server.ts'
import { Streams } from './http/streams.ts'
import { Tickets } from './http/tickets.ts'
import { describeError, jsonLog, type Log } from './log.ts'
import { metricsHandlers } from './metrics/metrics-handlers.ts'
import { createMetrics } from './metrics/metrics.ts'
import { messageHandlers } from './messages/message-handlers.ts'
import { attachmentHandlers } from './runs/attachments.ts'
import { runHandlers } from './runs/run-handlers.ts'
import { scheduleHandlers } from './sources/schedule-handlers.ts'
import { sourceHandlers } from './sources/source-handlers.ts'
import { SourceWatch } from './sources/source-watch.ts'
import { hashToken } from './tokens.ts'
import { identityHandlers } from './identity-handlers.ts'
import { serviceHandlers } from './service-handlers.ts'
import { wakeSettingsOf } from './wakes/wake-settings.ts'
import { WakeWatch } from './wakes/wake-watch.ts'
import { wakeHandlers } from './wakes/wake-handlers.ts'
import { ownVersion } from './version.ts'
import { openSqliteStore } from './store/sqlite/sqlite-store.ts'

export type ServeOptions = {
  readonly dataDir: string
  /** 0: the last one if it is free, else any. */
  readonly port: number
  readonly host?: string
  readonly version?: string
  /** `<data-dir>/service/config.json` when absent, if there is one. */
  readonly configFile?: string
  /** Names that a `Host` header may carry besides the own address; without a port: any port. */
  readonly allowedHosts?: readonly string[]
  /** What stays in the log. */
  readonly retention?: Retention
  /** What a connection may cost; a test is less patient. */
  readonly bounds?: Partial<ConnectionBounds>
  readonly clock?: Clock
  readonly log?: Log
}
export type RunningService = {
  /** Ends in `/api/v1`. */
  readonly url: string
  readonly token: string
  readonly tokenFile: string
  /** Ends the streams, finishes what was accepted, gives the directory back. */
  readonly close: () => Promise<void>
}

const drainMs = 2_000 // requests that are under way; long polls and streams are ended at once

/** Starts the whole service in this process; throws `StartFailure` where a person can help. */
export async function serve(options: ServeOptions): Promise<RunningService> {
  const { clock = systemClock, host = '127.0.0.1', version = ownVersion() } = options
  const bounds = { ...connectionBounds, ...options.bounds }
  const log = options.log ?? jsonLog((text) => void process.stderr.write(text), clock.now)
  const owned = new Disposables()
  try {
    const paths = prepareDirectory(options.dataDir)
    owned.add(lockDirectory(paths))
    const token = ownerToken(paths.token)
    const store = openSqliteStore(paths.database, clock)
    owned.add({ dispose: store.close })
    if (store.setAside !== null)
      log({ level: 'error', event: 'database-set-aside', because: 'it is damaged', moved_to: store.setAside })
    owned.add(
      store.onHealth((storage) =>
        log({ level: storage === 'ok' ? 'info' : 'error', event: 'storage-changed', storage }),
      ),
    )
    const configuration = new ConfigurationFile(
      options.configFile ?? paths.configuration,
      options.configFile !== undefined,
      log,
    )
    const workers = new Workers()
    const leases = owned.add(
      new LeaseWatch(store, clock, (error) =>
        log({ level: 'error', event: 'lease-watch-failed', error: describeError(error) }),
      ),
    )
    const claims = owned.add(new ClaimPoll(store, clock, workers, leases))
    const wakeSettings = () => wakeSettingsOf(configuration.current().configuration)
    const wakes = owned.add(new WakeWatch(store, clock, log, wakeSettings))
    owned.add(configuration.onChanged(wakes.begin))
    const hub = owned.add(new Hub(store))
    const streams = owned.add(new Streams(store, hub, clock))
    const calls = owned.add(new OpenCalls(store))
    const beingShown = new Set<string>()
    const sources = owned.add(new SourceWatch(store, clock, log))
    const resolve = (request: CreateRun) => resolveRequest(request, configuration.current().configuration)
    const tickets = new Tickets(clock)
    const files = new ArtifactFiles(paths.artifacts)
    files.sweep(new Set(store.read((tx) => tx.artifacts.allUids())))
    owned.add(
      removeDeletedBytes(store, files, (error) =>
        log({ level: 'error', event: 'artifact-left', error: describeError(error) }),
      ),
    )
    const facts = () => ({ streams: streams.count, workers: workers.connected(clock.now()).count })
    const metrics = createMetrics(store, facts, version)
    owned.add(
      new Compaction(store, clock, options.retention ?? defaultRetention, (error) =>
        log({ level: 'error', event: 'compaction-failed', error: describeError(error) }),
      ),
    )
    const handlers = {
      ...runHandlers(resolve),
      ...sourceHandlers(resolve, sources.changed),
      ...scheduleHandlers(resolve, sources.changed),
      ...accessHandlers(tickets),
      ...artifactHandlers(tickets),
      ...attachmentHandlers,
      ...conversationHandlers,
      ...transcriptHandlers,
      ...harnessSupportHandlers(tickets),
      ...configurationHandlers(configuration.current),
      ...identityHandlers,
      ...messageHandlers(beingShown),
      ...eventHandlers,
      ...workerHandlers(workers),
      ...wakeHandlers(wakeSettings),
      ...serviceHandlers(version, workers, store, wakeSettings),
    }
    let port = 0
    const ownerHash = hashToken(token)
    const family = { store, hub, clock, ownerHash, beingShown, newId: randomUUID, handlers, calls }
    const app = createApp({
      store,
      handlers,
      claims,
      streams,
      ownerHash,
      tickets,
      raw: {
        ...artifactTransfer(store, files, randomUUID),
        ...transcriptTransfer(store),
        ...metricsHandlers(metrics, version),
        ...mcpEndpoint({ ...family, version, log }),
      },
      metrics,
      now: clock.now,
      bodyMs: bounds.bodyMs,
      own: () => ({ host, port, names: options.allowedHosts ?? [] }),
      log,
    })
    const server = openServer(app.fetch, bounds, log)
    port = await listen(server, host, options.port, paths.lastPort)
    owned.add({ dispose: () => void server.close() })
    await leases.begin()
    wakes.begin()
    await sources.begin()
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}${apiBase}`
    const file: ServiceFile = {
      url,
      tokenFile: paths.token,
      pid: process.pid,
      startTime: processStartTime(process.pid),
      version,
    }
    writePrivateFile(paths.serviceFile, JSON.stringify(file))
    log({ level: 'info', event: 'service-started', url, version })
    return {
      url,
      token,
      tokenFile: paths.token,
      close: once(async () => {
        rmSync(paths.serviceFile, { force: true })
        claims.dispose()
        wakes.dispose()
        sources.dispose()
        streams.dispose()
        // A connection whose last answer was just written is idle only now.
        const ended = calls.stop().then(() => server.closeIdleConnections())
        await Promise.all([ended, closeServer(server)])
        owned.dispose()
        log({ level: 'info', event: 'service-stopped' })
      }),
    }
  } catch (error) {
    owned.dispose()
    throw error
  }
}

async function closeServer(server: Server): Promise<void> {
  // Sockets know only the machine's own time, whatever clock the service was given.
  const patience = systemClock.after(drainMs, () => server.closeAllConnections())
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
  patience.dispose()
}

const once = (run: () => Promise<void>): (() => Promise<void>) => {
  let running: Promise<void> | null = null
  return () => (running ??= run())
}
