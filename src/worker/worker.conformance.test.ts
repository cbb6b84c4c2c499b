import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { LogEvent } from '../shared/contract/api/event.ts'
import type { CreateRun } from '../shared/contract/api/run.ts'
import type { OutputChunk } from '../shared/contract/api/worker.ts'
import type { PermissionMode } from '../shared/domain/permission-mode.ts'
import { HarnessSessionId, type RunId } from '../shared/domain/ids.ts'
import { processesOf } from '../testing/agent-session.ts'
import { cliEnvironment, temporaryDirectory } from '../testing/cli-process.ts'
import { startModelServer } from '../testing/model-server/model-server.ts'
import { claudeEnvironment, claudeHome, realClaude, whyNoClaude } from '../testing/real-claude.ts'
import { testService, type TestService } from '../testing/service-harness.ts'
import { readStream } from '../testing/service-stream.ts'
import { startWorkerProcess } from '../testing/worker-process.ts'

let home = ''
let service: TestService

beforeEach(async () => {
  home = temporaryDirectory()
  service = await testService()
  onTestFinished(() => service[Symbol.asyncDispose]())
})

const worker = (environment: Record<string, string> = cliEnvironment(home), args: readonly string[] = []) =>
  startWorkerProcess(service, join(home, 'data'), environment, args)

/** One that has ended and that nobody has waited for yet (`Z`) is no process any more. */
const isAlive = (pid: number): boolean => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** A remote run, and its events as receipts. */
async function startRun(body: CreateRun) {
  const { run_id: runId } = await service.owner.ask('createRun', { body })
  const events = await readStream<LogEvent>(
    `${service.url}/agent/events/stream?run_ids=${runId}`,
    service.token,
  )
  onTestFinished(events.close)
  const reached = (type: string) => events.takeUntil((event) => event.event_type === type)
  const item = () => service.owner.ask('getRun', { params: { run_id: runId } })
  return { runId, reached, item }
}
const startCommand = (script: string, config: object = {}) =>
  startRun({
    prompt: 'the prompt',
    config: { name: 'tool', harness: { type: 'command' }, command: ['sh', '-c', script], ...config },
  })

async function outputOf(runId: RunId, isEnough: (text: string) => boolean): Promise<string> {
  const chunks = await readStream<OutputChunk>(
    `${service.url}/agent/runs/${runId}/output/stream`,
    service.token,
  )
  onTestFinished(chunks.close)
  let text = ''
  while (!isEnough(text)) text += (await chunks.take(1))[0]?.text ?? ''
  return text
}

describe('command', () => {
  test('runs in a folder of its own, streams what it prints, and ends as the program ends', async () => {
    worker()
    const run = await startCommand(
      'echo "$REVEILLE_PROMPT"; pwd; umask; reveille run get self --json | grep -c run_id; printf "é€😀"; echo oops >&2',
    )
    await run.reached('run_succeeded')
    const text = await outputOf(run.runId, (so) => so.includes('oops') && so.includes('😀'))
    const work = join(home, 'data/worker/runs', run.runId, 'work')
    expect(text.split('\r\n').slice(0, 2)).toEqual(['the prompt', work])
    expect(text).toMatch(/é€😀/)
    expect(statSync(dirname(work)).mode & 0o777).toBe(0o700)
    expect(statSync(join(dirname(work), 'prompt.md')).mode & 0o777).toBe(0o600)
  })

  test('speaks for its run only, with nothing of the worker in its environment', async () => {
    const directory = temporaryDirectory()
    worker({ ...cliEnvironment(home), REVEILLE_SECRET: 'x', CLAUDECODE: '1', MINE: 'stays' })
    const run = await startCommand('env > env.txt', { working_directory: directory })
    await run.reached('run_succeeded')
    const lines = readFileSync(join(directory, 'env.txt'), 'utf8').split('\n')
    expect(lines).toEqual(
      expect.arrayContaining([`REVEILLE_RUN_ID=${run.runId}`, 'MINE=stays', 'REVEILLE_AGENT_NAME=tool']),
    )
    expect(lines.join('\n')).not.toMatch(new RegExp(`REVEILLE_SECRET|CLAUDECODE|${service.token}`))
  })

  test('a program that fails is told with its last words', async () => {
    worker()
    const run = await startCommand('echo "disk full" >&2; exit 3')
    await run.reached('run_errored')
    expect((await run.item()).status_message?.message).toMatch(/exit code 3/)
  })

  test('a follow-up wakes it with its mail, announced or not, in the same session', async () => {
    worker()
    const run = await startCommand('if [ -n "$REVEILLE_MAILBOX_COUNT" ]; then cat; else echo first; fi')
    await run.reached('run_succeeded')
    const session = (await run.item()).harness_session_id
    const send = async (body: string) =>
      (await service.owner.ask('sendMessages', { body: { to: [run.runId], subject: 's', body } })).message_ids
    const announced = await send('announced')
    await send('waiting')
    await service.owner.ask('followUpRun', {
      params: { run_id: run.runId },
      body: { message: 'mail', message_ids: announced },
    })
    await run.reached('run_succeeded')
    const text = await outputOf(run.runId, (so) => so.includes('waiting'))
    expect(text.match(/"body":"\w+"/g)).toEqual(['"body":"announced"', '"body":"waiting"'])
    const { messages } = await service.owner.ask('listMessages', { params: { run_id: run.runId } })
    expect(messages.map(({ state }) => state)).toEqual(['delivered', 'delivered'])
    expect((await run.item()).harness_session_id).toBe(session)
  })

  test('killing a run ends its whole process tree, also what left its group', async () => {
    const running = worker()
    const run = await startCommand(
      'setsid sh -c "echo \\$\\$ > left.pid; exec tail -f /dev/null" & tail -f /dev/null & echo $! > own.pid; while [ ! -s left.pid ]; do :; done; echo up; wait',
    )
    await outputOf(run.runId, (so) => so.includes('up'))
    const work = join(home, 'data/worker/runs', run.runId, 'work')
    const pids = ['left.pid', 'own.pid'].map((file) => Number(readFileSync(join(work, file), 'utf8')))
    expect(pids.map(isAlive)).toEqual([true, true])
    await service.owner.ask('killRun', { params: { run_id: run.runId } })
    expect(await running.end('SIGTERM')).toBe(0) // it drains: the execution has been ended first
    expect(pids.map(isAlive)).toEqual([false, false])
  }, 40_000)

  test('a worker that was killed leaves no stray behind when it comes back', async () => {
    const first = worker()
    const run = await startCommand('echo $$ > own.pid; echo up; exec tail -f /dev/null')
    await outputOf(run.runId, (so) => so.includes('up'))
    const pid = Number(readFileSync(join(home, 'data/worker/runs', run.runId, 'work/own.pid'), 'utf8'))
    await first.end('SIGKILL')
    expect(processesOf(run.runId)).toContain(pid)
    const second = worker()
    const other = await startCommand('echo done')
    await other.reached('run_succeeded')
    expect(processesOf(run.runId)).not.toContain(pid) // its run is done again
    expect(second.log()).toContain('ended 1 executions')
  })

  test('a harness it was not started for is never claimed', async () => {
    const once = worker(cliEnvironment(home), ['--harness', 'command', '--once'])
    const other = await startRun({ prompt: 'p', config: { harness: { type: 'gemini' } } })
    await (await startCommand('true')).reached('run_succeeded')
    expect(await once.end('SIGTERM')).toBe(0)
    expect((await other.item()).state).toBe('QUEUED')
  })

  test('a harness that is not installed is a failed set-up, with the reason', async () => {
    worker({ ...cliEnvironment(home), PATH: dirname(process.execPath) }, ['--harness', 'claude'])
    const run = await startRun({ prompt: 'p', config: { harness: { type: 'claude' } } })
    await run.reached('run_failed')
    expect((await run.item()).status_message).toMatchObject({
      message: 'claude is not installed on this worker',
      failure: 'setup',
    })
  })
})

describe.skipIf(realClaude === null)(`claude (${whyNoClaude})`, () => {
  async function claudeWorker() {
    const model = await startModelServer({ port: 0 })
    onTestFinished(() => model.close())
    const bin = join(home, 'bin')
    mkdirSync(bin)
    symlinkSync(realClaude ?? '', join(bin, 'claude'))
    claudeHome(home, [])
    const environment = claudeEnvironment(home, model.url)
    const again = () => worker({ ...environment, PATH: `${bin}${delimiter}${environment['PATH']}` })
    /** On another machine: nothing that the first one wrote is there. */
    const workerAt = (place: string) => {
      const there = join(home, place)
      claudeHome(there, [])
      const own = { ...claudeEnvironment(there, model.url), PATH: `${bin}${delimiter}${environment['PATH']}` }
      return startWorkerProcess(service, join(there, 'data'), own, [])
    }
    return { model, running: again(), again, workerAt }
  }
  const startClaude = async (prompt: string, permission_mode: PermissionMode = 'bypass') => {
    const lead = await service.owner.ask('createRun', {
      body: { prompt: 'lead', execution_location: 'LOCAL', config: { name: 'lead' } },
    })
    const config = { name: 'kid', harness: { type: 'claude' }, permission_mode }
    return { lead: lead.run_id, ...(await startRun({ prompt, parent_run_id: lead.run_id, config })) }
  }
  const subjects = async (runId: RunId) =>
    (await service.owner.ask('listMessages', { params: { run_id: runId } })).messages.map(
      ({ subject }) => subject,
    )

  test('a remote agent writes to its parent, is followed up with mail in the same session, and answers once', async () => {
    const { model, running } = await claudeWorker()
    const run = await startClaude('RUN:reveille message send --to parent --subject hello --body hi')
    await run.reached('run_succeeded')
    expect(await subjects(run.lead)).toEqual(['hello'])
    const session = (await run.item()).harness_session_id
    const { message_ids } = await service.owner.ask('sendMessages', {
      body: {
        to: [run.runId],
        subject: 'q',
        sender_run_id: run.lead,
        body: 'RUN:reveille message send --to parent --subject answer --body pong',
      },
    })
    await service.owner.ask('followUpRun', {
      params: { run_id: run.runId },
      body: { message: 'You have mail.', message_ids },
    })
    await run.reached('run_succeeded')
    expect((await subjects(run.lead)).filter((subject) => subject === 'answer')).toHaveLength(1)
    const last = model.turns().at(-1)
    expect(last).toMatchObject({ session, mail: message_ids })
    expect((await run.item()).harness_session_id).toBe(session)
    const text = await outputOf(run.runId, (so) => so.split('TOOLDONE').length > 2)
    expect(text).toContain('⏺ Bash\x1b[39m reveille message send --to parent --subject answer')
    await running.end('SIGTERM') // drained: the execution is over, its transcript with the service
    const { content, ...transcript } = await service.owner.ask('getTranscript', {
      params: { run_id: run.runId },
    })
    expect(transcript).toMatchObject({ format: 'claude-jsonl', session_id: session })
    expect(
      content
        .trim()
        .split('\n')
        .filter((line) => JSON.parse(line).type === 'user').length,
    ).toBeGreaterThan(2)
    expect(content.includes('pong')).toBe(true)
  }, 120_000)

  test('what it asks is answered by follow-ups: words deny it and say what to do, a yes allows it', async () => {
    const { model } = await claudeWorker()
    const script = ["RUN:sh -c 'echo one'", "RUN:sh -c 'echo two'"].join('\n')
    const run = await startClaude(script, 'accept-edits')
    const asked = async () => {
      await run.reached('run_blocked')
      return (await run.item()).status_message?.ask
    }
    const followUp = (message: string) =>
      service.owner.ask('followUpRun', { params: { run_id: run.runId }, body: { message } })
    const told = { kind: 'permission', tool: 'Bash', can_answer: true }
    expect(await asked()).toMatchObject({ ...told, subject: "sh -c 'echo one'" })
    expect((await followUp('say it in German')).answered?.answer).toBe('deny')
    expect(await asked()).toMatchObject({ ...told, subject: "sh -c 'echo two'" })
    expect((await followUp('Yes.')).answered?.answer).toBe('allow')
    await run.reached('run_succeeded')
    const results = model.turns().at(-1)?.toolResults
    expect(results).toEqual([expect.stringContaining('Your user denied this: say it in German'), 'two'])
  }, 120_000)

  test('another worker goes on in the same session; a run that continues the conversation has one of its own', async () => {
    const { model, running, workerAt } = await claudeWorker()
    const run = await startClaude('remember 4711')
    await run.reached('run_succeeded')
    await running.end('SIGTERM') // drained: its transcript is with the service
    const session = (await run.item()).harness_session_id
    const second = workerAt('elsewhere')
    await service.owner.ask('followUpRun', { params: { run_id: run.runId }, body: { message: 'and now?' } })
    await run.reached('run_succeeded')
    expect(model.turns().at(-1)).toMatchObject({ session, userTexts: ['remember 4711', 'and now?'] })
    await second.end('SIGTERM')
    workerAt('again elsewhere')
    const next = await startRun({ prompt: 'once more', conversation_id: run.runId })
    await next.reached('run_succeeded')
    const own = (await next.item()).harness_session_id
    expect(own).not.toBe(session)
    expect(model.turns().at(-1)).toMatchObject({
      session: own,
      userTexts: ['remember 4711', 'and now?', 'once more'],
    })
    expect((await run.item()).harness_session_id).toBe(session)
  }, 120_000)

  test('a refused sign-in is told with its class', async () => {
    const { model } = await claudeWorker()
    model.mode = () => ({ status: 401 })
    const run = await startClaude('hello')
    await run.reached('run_failed')
    expect((await run.item()).status_message).toMatchObject({
      failure: 'auth',
      error_code: 'authentication_required',
    })
  }, 120_000)

  test('a session that is gone, here and with the service, fails; no other one is passed off for it', async () => {
    const { running, again } = await claudeWorker()
    const run = await startClaude('hello')
    await run.reached('run_succeeded')
    await running.end('SIGTERM') // drained: the session's file is written to its end
    const session = (await run.item()).harness_session_id
    const work = join(home, 'data/worker/runs', run.runId, 'work').replaceAll(/[^A-Za-z0-9]/g, '-')
    rmSync(join(home, '.claude/projects', work, `${session}.jsonl`))
    const other = { format: 'claude-jsonl', session_id: HarnessSessionId.parse('another'), content: '{}\n' }
    await service.owner.ask('putTranscript', { params: { run_id: run.runId }, body: other })
    await service.owner.ask('followUpRun', { params: { run_id: run.runId }, body: { message: 'again' } })
    again()
    await run.reached('run_failed')
    expect((await run.item()).status_message?.message).toMatch(/No conversation found/)
  }, 120_000)
})
