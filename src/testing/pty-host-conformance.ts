import { expect, onTestFinished, test } from 'vitest'
import type { InputControl, PtyHost, Replay, TerminalExited } from '../shared/contract/host.ts'
import { TerminalId } from '../shared/domain/ids.ts'
import { placeMarkSequence } from '../shared/domain/place-mark.ts'

/** The programs every pty host under test can run; each gives the argv to spawn. */
export type ConformancePrograms = {
  /** Prints `text` and a line break, then ends with `code`. */
  readonly printAndExit: (text: string, code: number) => readonly string[]
  /** Prints `ready`, then each line it is given as `got <line>`. */
  readonly echo: () => readonly string[]
  /** Prints `ready` and waits until it is killed. */
  readonly wait: () => readonly string[]
}

/** A host under test, and how to end it. */
export type ConformanceSubject = {
  readonly host: PtyHost
  readonly cwd: string
  readonly env: Record<string, string>
}

/** What a viewer saw so far, and a promise for when it will have seen something. */
export function watch(host: PtyHost, terminalId: TerminalId) {
  let text = ''
  const decoder = new TextDecoder() // characters may be cut at any byte
  let replay: Replay | null = null
  const exits: TerminalExited[] = []
  const closed: string[] = []
  let control: InputControl | null = null
  const order: string[] = []
  const checks = new Set<() => void>()
  const happened = (): void => checks.forEach((check) => check())
  const attachment = host.openAttachment(terminalId, {
    onReplay: (value) => {
      replay = value
      text += new TextDecoder().decode(value.serialized)
      order.push('replay')
      happened()
    },
    onData: (bytes) => {
      text += decoder.decode(bytes, { stream: true })
      attachment.ack(bytes.byteLength)
      if (order.at(-1) !== 'data') order.push('data')
      happened()
    },
    onExit: (exit) => {
      exits.push(exit)
      order.push('exit')
      happened()
    },
    onResized: ({ cols, rows }) => {
      order.push(`resized ${cols}x${rows}`)
      happened()
    },
    onControl: (value) => {
      control = value
      happened()
    },
    onClosed: ({ code }) => {
      closed.push(code)
      happened()
    },
  })
  onTestFinished(() => attachment.dispose())
  const until = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!isSo()) return
        checks.delete(check)
        resolve()
      }
      checks.add(check)
      check()
    })
  return {
    attachment,
    exits,
    closed,
    order,
    get text() {
      return text
    },
    get control() {
      return control
    },
    get replay() {
      return replay
    },
    until,
    untilText: (wanted: string) => until(() => text.includes(wanted)),
  }
}

/** Resolves with the next exit the host tells. */
export const nextExit = (host: PtyHost): Promise<TerminalExited> =>
  new Promise((resolve) => {
    const listening = host.onExited((exit) => {
      listening.dispose()
      resolve(exit)
    })
  })

/** The promises of a pty host to main, the same for the fake and the real one. */
export function describePtyHost(
  start: () => Promise<ConformanceSubject>,
  programs: ConformancePrograms,
): void {
  const id = TerminalId.parse('t-1')
  const size = { cols: 80, rows: 24 }
  /** Spawns on a terminal that a viewer watches from its first byte. */
  const begin = async (argv: readonly string[]) => {
    const { host, cwd, env } = await start()
    const again = (next: readonly string[]) => host.spawn({ terminalId: id, argv: next, cwd, env, ...size })
    await host.note(id, 'begins')
    const first = watch(host, id)
    await first.untilText('begins')
    const spawned = await again(argv)
    return { host, spawned, again, first }
  }

  test('what a process prints is told to a viewer, and its end after all of it', async () => {
    const { host } = await begin(programs.echo())
    const viewer = watch(host, id)
    await viewer.untilText('ready')
    const exited = nextExit(host)
    await host.kill(id, { graceMs: 500 })
    const exit = await exited
    await viewer.until(() => viewer.exits.length > 0)
    expect(viewer.exits).toEqual([exit])
    expect(exit).toMatchObject({ terminalId: id, incarnation: 1 })
    expect(viewer.order.at(-1)).toBe('exit')
  })

  test('input reaches the process, by call and by attachment', async () => {
    const { host } = await begin(programs.echo())
    const viewer = watch(host, id)
    await viewer.untilText('ready')
    await host.write(id, 'one\r')
    await viewer.untilText('got one')
    viewer.attachment.write('two\r')
    await viewer.untilText('got two')
    const [summary] = await host.list()
    expect(summary?.lastInputAt).not.toBeNull()
  })

  test('the screen outlives the process, and a second process goes on below the first', async () => {
    const { host, again, first } = await begin(programs.printAndExit('first', 3))
    await first.until(() => first.exits.length > 0)
    expect(first.exits[0]).toMatchObject({ exitCode: 3, signal: null, incarnation: 1 })
    await host.mark(id, 1_700_000_000_000)
    await first.untilText(placeMarkSequence(1_700_000_000_000)) // where its output ended
    expect(await again(programs.printAndExit('second', 0))).toMatchObject({ incarnation: 2 })
    await first.until(() => first.exits.length > 1)
    const later = watch(host, id)
    await later.untilText('second')
    expect(later.replay?.isAlive).toBe(false)
    expect(later.text.indexOf('first')).toBeLessThan(later.text.indexOf('second'))
    expect(later.text).toContain('first')
  })

  test('a terminal whose process lives takes no second one', async () => {
    const { again } = await begin(programs.wait())
    await expect(again(programs.wait())).rejects.toMatchObject({ code: 'already-alive' })
  })

  test('refusals name their reason', async () => {
    const { host, again, first } = await begin(programs.printAndExit('gone', 0))
    await first.until(() => first.exits.length > 0)
    const unknown = TerminalId.parse('nobody')
    await expect(host.write(unknown, 'x')).rejects.toMatchObject({ code: 'unknown-terminal' })
    await expect(host.write(id, 'x')).rejects.toMatchObject({ code: 'not-alive' })
    await expect(host.kill(id, { graceMs: 1 })).rejects.toMatchObject({ code: 'not-alive' })
    await expect(host.forget(unknown)).resolves.toBeUndefined()
    const missing = again(['/nowhere/missing-program'])
    await expect(missing).rejects.toMatchObject({ code: 'spawn-failed' })
    await expect(missing).rejects.toThrow('/nowhere/missing-program')
    const lost = watch(host, unknown)
    await lost.until(() => lost.closed.length > 0)
    expect(lost.closed).toEqual(['unknown-terminal'])
  })

  test('a note stands on a line of its own, also where no process ever ran', async () => {
    const { host } = await start()
    await host.note(id, 'asleep since noon')
    const viewer = watch(host, id)
    await viewer.untilText('asleep since noon')
    await host.note(id, 'awake')
    await viewer.untilText('awake')
    expect(await host.list()).toMatchObject([{ terminalId: id, incarnation: 0, isAlive: false, pid: null }])
  })

  test('a mark stands behind what was put out before it, and is there for who looks later', async () => {
    const { host } = await begin(programs.echo())
    const viewer = watch(host, id)
    await viewer.untilText('ready')
    await host.mark(id, 1_700_000_000_001)
    await viewer.untilText(placeMarkSequence(1_700_000_000_001))
    await host.write(id, 'on\r')
    await viewer.untilText('got on')
    const later = watch(host, id)
    await later.untilText('got on')
    const at = later.text.indexOf(placeMarkSequence(1_700_000_000_001))
    expect(at).toBeGreaterThan(later.text.indexOf('ready'))
    expect(at).toBeLessThan(later.text.indexOf('got on'))
  })

  test('the list shows what is alive', async () => {
    const { host, spawned } = await begin(programs.wait())
    const viewer = watch(host, id)
    await viewer.untilText('ready')
    expect(await host.list()).toMatchObject([
      {
        terminalId: id,
        incarnation: 1,
        pid: spawned.pid,
        isAlive: true,
        isRestored: false,
        exit: null,
        ...size,
      },
    ])
  })

  test('a resize is told to the viewers', async () => {
    const { host } = await begin(programs.wait())
    const viewer = watch(host, id)
    await viewer.untilText('ready')
    await host.resize(id, { cols: 100, rows: 30 })
    await viewer.until(() => viewer.order.includes('resized 100x30'))
    expect(await host.list()).toMatchObject([{ cols: 100, rows: 30 }])
  })

  test('the next process has the size that the terminal was given meanwhile', async () => {
    const { host, again, first } = await begin(programs.printAndExit('first', 0))
    await first.until(() => first.exits.length > 0)
    await host.resize(id, { cols: 100, rows: 30 })
    await again(programs.wait())
    expect(await host.list()).toMatchObject([{ incarnation: 2, cols: 100, rows: 30 }])
  })

  test('a forgotten terminal is gone, and its viewers are told', async () => {
    const { host, first } = await begin(programs.printAndExit('gone', 0))
    await first.until(() => first.exits.length > 0)
    await host.forget(id)
    await first.until(() => first.closed.length > 0)
    expect(first.closed).toEqual(['unknown-terminal'])
    expect(await host.list()).toEqual([])
  })
}
