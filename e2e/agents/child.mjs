// A command agent that does what it is told by mail: it says what it got and answers its parent.
import { execFileSync } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const {
  HOME,
  REVEILLE_AGENT_NAME: name,
  REVEILLE_MAILBOX_FILE: mailbox,
  REVEILLE_PROMPT: prompt,
} = process.env
const messages = mailbox ? JSON.parse(readFileSync(mailbox, 'utf8')) : []
const subjects = messages.map((message) => message.subject)
appendFileSync(
  join(HOME, 'ledger.jsonl'),
  `${JSON.stringify({ name, prompt: prompt ?? '', ids: messages.map((m) => m.message_id), subjects })}\n`,
)
console.log(messages.length === 0 ? `${name} is ready: ${prompt}` : `${name} read: ${subjects.join(', ')}`)
for (const message of messages)
  if (message.kind === 'message' && message.sender_run_id)
    execFileSync(
      'reveille',
      [
        'message',
        'send',
        '--to',
        'parent',
        '--subject',
        `re: ${message.subject}`,
        '--body',
        `${name} did it`,
      ],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    )
