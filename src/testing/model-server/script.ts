/** What the scripted model does next: call a tool, or end its turn with a text. */
export type ScriptStep =
  | { readonly kind: 'tool'; readonly name: string; readonly input: Readonly<Record<string, unknown>> }
  | { readonly kind: 'text'; readonly text: string }

/** One entry of a conversation, whatever the vendor's format. */
export type ScriptEntry =
  | { readonly kind: 'user-text'; readonly text: string }
  /** Context that a harness injected: hooks, reminders. Only messages of the mailbox are obeyed in it. */
  | { readonly kind: 'context'; readonly text: string }
  | { readonly kind: 'tool-call' }
  | { readonly kind: 'tool-result'; readonly text: string }
  | { readonly kind: 'assistant-text' }

type Command = { readonly run: string } | { readonly call: string; readonly input: Record<string, unknown> }

/**
 * The next step of a conversation, from the conversation alone. `RUN:<shell>` and `CALL:<tool> {json}` lines of a
 * user's text, and of each mailbox message when it is first seen, are tool calls, one after the other; then comes a
 * closing text: the line after `SAY:`, else the last result, else an echo with the number of user texts so far.
 */
export function nextStep(entries: readonly ScriptEntry[], shellTool: string): ScriptStep {
  const seenMessages = new Set<string>()
  let agenda: Command[] = []
  let say: string | null = null
  let calls = 0
  let result: string | null = null
  let userText = ''
  let userTexts = 0
  for (const entry of entries) {
    switch (entry.kind) {
      case 'user-text':
        // A new turn; what an interrupted one left undone stays undone.
        agenda = []
        say = null
        calls = 0
        result = null
        userText = entry.text
        userTexts += 1
        for (const text of [withoutMail(entry.text), ...freshMail(entry.text, seenMessages)]) {
          agenda.push(...commandsIn(text))
          say = sayIn(text) ?? say
        }
        break
      case 'context':
        for (const text of freshMail(entry.text, seenMessages)) {
          agenda.push(...commandsIn(text))
          say = sayIn(text) ?? say
        }
        break
      case 'tool-call':
        calls += 1
        break
      case 'tool-result':
        result = entry.text
        break
      case 'assistant-text':
        break
    }
  }
  const command = agenda[calls]
  if (command !== undefined && 'run' in command)
    return { kind: 'tool', name: shellTool, input: { command: command.run, description: 'scripted' } }
  if (command !== undefined) return { kind: 'tool', name: command.call, input: command.input }
  if (say !== null) return { kind: 'text', text: say }
  if (result !== null) return { kind: 'text', text: `TOOLDONE: ${result.slice(0, 200)}` }
  return { kind: 'text', text: `ECHO[${userTexts}]: ${userText.trim().slice(-120)}` }
}

/** A message as `renderMailbox` writes it: header lines, then a fenced body. Notices are read, not obeyed. */
const mailPattern = /^Message \d+ of \d+ \(id (\S+), (\w+)\)\n(?:[^\n]+\n)*?(`{3,})text\n([\s\S]*?)\n\3/gm

/** The ids of the mailbox messages that stand in a text. */
export const mailIn = (text: string): string[] => [...text.matchAll(mailPattern)].map(([, id = '']) => id)

/** What a tool printed, and the mail that a harness put behind it. */
export function splitMail(text: string): readonly [string, string] {
  const at = text.search(/You have \d+ new messages?\. The fenced text/)
  return at < 0 ? [text.trimEnd(), ''] : [text.slice(0, at).trimEnd(), text.slice(at)]
}

function freshMail(text: string, seen: Set<string>): string[] {
  return [...text.matchAll(mailPattern)].flatMap(([, id = '', kind, , body = '']) => {
    if (kind !== 'message' || seen.has(id)) return []
    seen.add(id)
    return [body]
  })
}

const withoutMail = (text: string): string => text.replaceAll(mailPattern, '')

function commandsIn(text: string): Command[] {
  return [...text.matchAll(/\b(RUN|CALL):(.+)/g)].flatMap(([, word, rest = '']): Command[] => {
    if (word === 'RUN')
      return [{ run: rest.trim().replace(/"$/, (quote) => (isBalanced(rest) ? quote : '')) }]
    const [, call, json] = /^(\S+) (\{.*\})/.exec(rest.trim()) ?? []
    const input: unknown = json === undefined ? null : JSON.parse(json)
    return call !== undefined && typeof input === 'object' && input !== null
      ? [{ call, input: { ...input } }]
      : []
  })
}

/** Some harnesses put a prompt into quotes: the last quote of such a line belongs to them, not to the command. */
const isBalanced = (text: string): boolean => (text.match(/"/g)?.length ?? 0) % 2 === 0

const sayIn = (text: string): string | null => /^\s*SAY:(.+)$/m.exec(text)?.[1]?.trim() ?? null
