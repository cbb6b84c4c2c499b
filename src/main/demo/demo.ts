import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { demoChildName, demoName } from '../../shared/domain/demo.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { WireError } from '../../shared/contract/wire.ts'
import type { App } from '../app.ts'
import { revealPane } from '../wires/panes.ts'

/** What the demo's parent runs: it starts a child, and tells of the letters it gets. */
const leadProgram = `import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
const { REVEILLE_MAILBOX_FILE: mailbox } = process.env
const say = (text) => console.log(text)
if (!mailbox) {
  say('I am the demo. I start a child, and then I sleep.')
  const child = join(import.meta.dirname, 'child.mjs')
  const start = ['run', 'start', '--name', '${demoChildName}', '--harness', 'command', '--local', '--', process.execPath, child]
  execFileSync('reveille', start, { stdio: ['ignore', 'ignore', 'inherit'] })
  say('My turn is over: no process of mine runs any more.')
} else {
  for (const letter of JSON.parse(readFileSync(mailbox, 'utf8'))) say('A letter woke me: ' + letter.subject)
}
`

/** What its child runs: one turn a start, with what waits in its mailbox. */
const childProgram = `import { readFileSync } from 'node:fs'
const { REVEILLE_MAILBOX_FILE: mailbox } = process.env
if (!mailbox) console.log('I am the child. There is nothing to do, so I sleep. Write to me.')
else
  for (const letter of JSON.parse(readFileSync(mailbox, 'utf8')))
    console.log('Woken. My letter says: ' + (letter.body || letter.subject) + '\\nDone; I sleep again.')
`

/** The demo's parent, if it is there. */
const findDemo = (app: App): Conversation | undefined =>
  [...app.conversations.all.values()].find(
    (one) => !one.isKilled && isDemo(app, one) && one.name === demoName,
  )

const folderOf = (app: App): string => join(app.place.dataDirectory, 'demo')
const isDemo = (app: App, one: Conversation): boolean => one.directory === folderOf(app)

/** Starts the two agents of the guided demo: two programs on the `command` harness, no account, no network. */
export async function startDemo(app: App): Promise<void> {
  const known = findDemo(app)
  if (known) return revealPane(app.windows, known.paneId, 'tab')
  const folder = folderOf(app)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, 'lead.mjs'), leadProgram, { mode: 0o600 })
  writeFileSync(join(folder, 'child.mjs'), childProgram, { mode: 0o600 })
  const quoted = [app.place.runtime.node, join(folder, 'lead.mjs')].map(quote).join(' ')
  const conversation = await app.agents.start({
    name: demoName,
    harness: 'command',
    directory: folder,
    prompt: '',
    place: 'local',
    at: null,
    parentId: null,
    commandLine: quoted,
    model: '',
    permissionMode: 'default',
    show: 'tab',
  })
  revealPane(app.windows, conversation.paneId, 'tab')
}

/** Takes the demo away, both agents for good. */
export async function endDemo(app: App): Promise<void> {
  const demo = findDemo(app)
  if (!demo) throw new WireError('unknown-agent', 'the demo is gone already')
  for (const one of app.conversations.all.values())
    if (!one.isKilled && isDemo(app, one) && one.parentId !== null) await app.agents.kill(one)
  await app.agents.kill(demo)
}

/** For `splitCommandLine`: single quotes keep everything but themselves. */
const quote = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`
