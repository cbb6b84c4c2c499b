import { readFileSync } from 'node:fs'
import type { ServiceFile } from '../../shared/contract/api/service.ts'
import { isSameProcess, isStopped } from './process-identity.ts'

/** Of a service that does not answer: what is the matter with its process and what to do; null when there is none. */
export function describeSilence({ pid, startTime }: ServiceFile): string | null {
  if (startTime === null || !isSameProcess(pid, startTime)) return null // a pid alone may be anybody's by now
  const waits = 'Messages wait meanwhile; nothing is lost'
  return isStopped(pid)
    ? `its process (${pid}) was stopped by a signal. \`kill -CONT ${pid}\` lets it go on; \`kill -9 ${pid}\` ends it, and a new one is started. ${waits}`
    : `its process (${pid}) lives and does not answer; the machine may be overloaded. It is asked again by itself; if it stays so, \`kill -9 ${pid}\` ends it, and a new one is started. ${waits}`
}

const ownLine = 'reveille service: '

/** Why one that was just started ended: its own last word where it had one. */
export function describeEnd(code: number | null, signal: string | null, logFile: string): string {
  const how = signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`
  const word = lastWord(logFile)
  return `${word === null ? how : word}; see ${logFile}`
}

function lastWord(logFile: string): string | null {
  try {
    const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n')
    const line = lines.at(-1) ?? ''
    return line.startsWith(ownLine) ? line.slice(ownLine.length) : null
  } catch {
    return null // it came to write nothing
  }
}
