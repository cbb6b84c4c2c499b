// A command agent that leads: it starts one child here and one remote, writes to each when it has ended, and is told once.
import { execFileSync } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const { HOME, REVEILLE_AGENT_NAME: name, REVEILLE_MAILBOX_FILE: mailbox } = process.env
const child = join(import.meta.dirname, 'child.mjs')
const messages = mailbox ? JSON.parse(readFileSync(mailbox, 'utf8')) : []
const subjects = messages.map((message) => message.subject)
appendFileSync(
  join(HOME, 'ledger.jsonl'),
  `${JSON.stringify({ name, ids: messages.map((m) => m.message_id), subjects })}\n`,
)
const reveille = (...args) => execFileSync('reveille', args, { stdio: ['ignore', 'inherit', 'inherit'] })

if (!mailbox) {
  reveille(
    'run',
    'start',
    '--name',
    'tests',
    '--harness',
    'command',
    '--local',
    '--prompt',
    'extend the suite',
    '--',
    process.execPath,
    child,
  )
  reveille(
    'run',
    'start',
    '--name',
    'api',
    '--harness',
    'command',
    '--remote',
    '--prompt',
    'add the routes',
    '--',
    process.execPath,
    child,
  )
}
for (const message of messages)
  if (message.subject === 'tests finished' || message.subject === 'api finished') {
    const to = message.subject.split(' ')[0]
    reveille('message', 'send', '--to', to, '--subject', `routes for ${to}`, '--body', 'The routes are up.')
  } else console.log(`${name} was told: ${message.subject}`)
