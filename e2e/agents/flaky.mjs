// A command agent that fails its first two wakes and then does as it is told.
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const { HOME, REVEILLE_AGENT_NAME: name, REVEILLE_MAILBOX_FILE: mailbox } = process.env
const ledger = join(HOME, `${name}.jsonl`)
const messages = mailbox ? JSON.parse(readFileSync(mailbox, 'utf8')) : []
appendFileSync(ledger, `${JSON.stringify(messages.map((message) => message.subject))}\n`)
const wakes = readFileSync(ledger, 'utf8').split('\n').length - 2
if (wakes === 1 || wakes === 2) process.exit(1)
