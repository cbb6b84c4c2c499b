import { timingSafeEqual, createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { openFrameChannel } from '../shared/contract/frame-channel.ts'
import { decodeAck, frameKinds, type FrameKind } from '../shared/contract/host-frames.ts'
import {
  hostContract,
  hostProtocolOldest,
  hostProtocolVersion,
  TerminalSize,
  type HostErrorCode,
  type Replay,
} from '../shared/contract/host.ts'
import { encodeLegacyReplay, encodeReplay } from '../shared/contract/host-replay.ts'
import { serveWire, WireError, type WireHandlers } from '../shared/contract/wire.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { hostFrameBytesMax, hostHelloWithinMs, hostUnsentBytesMax } from '../shared/terminal-limits.ts'
import type { HostFeeds } from './announcements.ts'
import type { Terminal } from './terminal.ts'
import type { TerminalCalls, Terminals } from './terminals.ts'
import type { Viewer } from './viewer.ts'

/** What a connection needs of its host. */
export type ConnectionDeps = {
  readonly terminals: Terminals
  readonly clock: Clock
  readonly token: string
  readonly version: string
  readonly storageProblem: () => string | null
  readonly shutDown: () => void
}

/** What a connection is told beyond what terminals tell. */
type ConnectionFeeds = HostFeeds & {
  readonly storageChanged: (value: { readonly problem: string | null }) => void
}

/** Serves one connection until it closes. Before `hello` it can do nothing; after `attach` it is a viewer as well. */
export function serveConnection(
  socket: Socket,
  deps: ConnectionDeps,
): { readonly feeds: ConnectionFeeds } & Disposable {
  const { terminals, clock } = deps
  let hasSaidHello = false
  let spokenVersion = hostProtocolVersion
  let viewing: { readonly terminal: Terminal; readonly viewer: Viewer } | null = null

  const channel = openFrameChannel({
    socket,
    payloadBytesMax: hostFrameBytesMax,
    unsentBytesMax: hostUnsentBytesMax,
    onFrame: (kind, payload) => onViewerFrame(kind, payload),
  })
  const onViewerFrame = (kind: FrameKind, payload: Uint8Array): void => {
    if (viewing === null) return channel.dispose() // only a viewer sends frames
    if (kind === frameKinds.ack) viewing.viewer.acknowledged(decodeAck(payload))
    else if (kind === frameKinds.input) viewing.terminal.typed(viewing.viewer, payload)
    else if (kind === frameKinds.takeControl) viewing.terminal.audience.takeControl(viewing.viewer)
    else if (kind === frameKinds.size) {
      const size = TerminalSize.safeParse(channel.parseJson(payload))
      if (size.success) viewing.terminal.audience.sized(viewing.viewer, size.data)
    } else channel.dispose()
  }
  const refuse = (code: HostErrorCode, message: string): never => {
    clock.after(0, () => socket.end()) // after the answer is on its way
    throw new WireError(code, message)
  }
  const helloTimer = clock.after(hostHelloWithinMs, () => channel.dispose())

  const handlers: WireHandlers<typeof hostContract> = {
    ...guardCalls(terminals.calls, () => {
      if (!hasSaidHello) refuse('bad-token', 'say hello first')
    }),
    hello: ({ protocolVersion, token }) => {
      if (!isSameSecret(token, deps.token)) refuse('bad-token', 'this is not the token of this pty host')
      if (protocolVersion < hostProtocolOldest || protocolVersion > hostProtocolVersion)
        refuse(
          'bad-version',
          `this pty host speaks versions ${hostProtocolOldest} to ${hostProtocolVersion}, the client ${protocolVersion}`,
        )
      hasSaidHello = true
      spokenVersion = protocolVersion
      helloTimer.dispose()
      return { protocolVersion: hostProtocolVersion, hostVersion: deps.version, pid: process.pid }
    },
    attach: ({ terminalId, flood }) => {
      if (!hasSaidHello) refuse('bad-token', 'say hello first')
      if (viewing) throw new WireError('invalid-input', 'this connection is a viewer already')
      const terminal = terminals.get(terminalId)
      const line = {
        sendFrame: channel.sendFrame,
        sendJson: channel.sendJson,
        sendReplay: (replay: Replay) =>
          spokenVersion >= 4
            ? channel.sendFrame(frameKinds.screen, encodeReplay(replay))
            : channel.sendJson(frameKinds.replay, encodeLegacyReplay(replay)),
        close: () => void socket.end(),
      }
      viewing = {
        terminal,
        viewer: terminal.attach(line, { flood: flood ?? 'pause', isToldOfControl: spokenVersion >= 2 }),
      }
      return {}
    },
    ping: () => {
      if (!hasSaidHello) refuse('bad-token', 'say hello first')
      return {}
    },
    shutdown: () => {
      if (!hasSaidHello) refuse('bad-token', 'say hello first')
      clock.after(0, deps.shutDown) // after the answer is on its way
      return {}
    },
  }
  const wire = serveWire(hostContract, channel, handlers)
  channel.onClosed(() => {
    helloTimer.dispose()
    wire.dispose()
    viewing?.terminal.detach(viewing.viewer)
    viewing = null
  })
  const isListener = (): boolean => hasSaidHello && viewing === null
  return {
    feeds: {
      exited: (value) => isListener() && wire.tell('exited', value),
      titleChanged: (value) => isListener() && wire.tell('titleChanged', value),
      directoryChanged: (value) => isListener() && wire.tell('directoryChanged', value),
      storageChanged: (value) => isListener() && wire.tell('storageChanged', value),
      signalled: (value) => isListener() && wire.tell('signalled', value),
      bell: (value) => isListener() && wire.tell('bell', value),
    },
    dispose: () => channel.dispose(),
  }
}

/** The same calls, each after `check`. */
function guardCalls(calls: TerminalCalls, check: () => void): TerminalCalls {
  const guard =
    <Input, Output>(call: (input: Input) => Output) =>
    (input: Input): Output => {
      check()
      return call(input)
    }
  return {
    spawn: guard(calls.spawn),
    write: guard(calls.write),
    resize: guard(calls.resize),
    kill: guard(calls.kill),
    note: guard(calls.note),
    mark: guard(calls.mark),
    colour: guard(calls.colour),
    list: guard(calls.list),
    forget: guard(calls.forget),
  }
}

/** Compares digests, which have one length whatever was sent, in a time that tells nothing. */
const isSameSecret = (given: string, expected: string): boolean =>
  timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest())
