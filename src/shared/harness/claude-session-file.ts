import { z } from 'zod'
import { parseJson } from './json-line.ts'
import type { SessionFacts, SessionPlace } from './harness.ts'
import { joinPath } from './paths.ts'

/**
 * Where Claude Code keeps the session of a directory: `<config>/projects/<directory, all but letters and digits as
 * dashes>/<session>.jsonl` (seen with 2.1.330). Without that file `--resume` answers "No conversation found".
 */
export function claudeSessionFile(facts: SessionFacts): SessionPlace {
  const join = (directory: string, name: string): string => joinPath(facts.platform, directory, name)
  const config = facts.configDirectory ?? join(facts.home, '.claude')
  const project = join(join(config, 'projects'), facts.directory.replaceAll(/[^A-Za-z0-9]/g, '-'))
  return { kind: 'file', path: join(project, `${facts.session}.jsonl`) }
}

const WithParent = z.looseObject({ parentUuid: z.string().nullable() })

/** The first entry of a session has no parent; where its beginning was cut off, the first that is left has one (2.1.330). */
export function isWholeClaudeSession(content: string): boolean {
  for (const line of content.split('\n')) {
    const entry = WithParent.safeParse(parseJson(line))
    if (entry.success) return entry.data.parentUuid === null
  }
  return false
}
