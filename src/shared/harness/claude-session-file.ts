import type { SessionFacts, SessionPlace } from './harness.ts'
import { joinPath } from './paths.ts'

/**
 * Where Claude Code keeps the session of a directory: `<config>/projects/<directory, all but letters and digits as
 * dashes>/<session>.jsonl` (seen with 2.1.330). Without that file `--resume` answers "No conversation found".
 */
export function claudeSessionFile(facts: SessionFacts): SessionPlace & { readonly kind: 'file' } {
  const join = (directory: string, name: string): string => joinPath(facts.platform, directory, name)
  const config = facts.configDirectory ?? join(facts.home, '.claude')
  const project = join(join(config, 'projects'), facts.directory.replaceAll(/[^A-Za-z0-9]/g, '-'))
  return { kind: 'file', path: join(project, `${facts.session}.jsonl`) }
}
