import type { Command } from 'commander'
import { withCommon } from './common-options.ts'
import type { Environment } from './service-address.ts'

/** `artifact` and `token`: what runs leave behind, and who may work for the service. */
export function addServiceCommands(program: Command, environment: Environment): void {
  const artifact = program.command('artifact').description('what runs leave behind: files, plans, references')
  withCommon(artifact.command('upload <file>'))
    .description('add a file to a run (default: the own); prints its id')
    .option('--run <run>')
    .option('--as <path>', 'its path in the run (default: the name of the file)')
    .option('--mime-type <type>')
    .option('--description <text>')
    .option('--screenshot', 'it is a picture of what was made')
    .action(async (file, options) =>
      (await import('./commands/artifact.ts')).uploadArtifact(file, options, environment),
    )
  withCommon(artifact.command('list [run]'))
    .description('of a run (default: the own)')
    .action(async (which, options) =>
      (await import('./commands/artifact.ts')).listArtifacts(which, options, environment),
    )
  withCommon(artifact.command('download <artifact>'))
    .description('its bytes; the text of a plan')
    .option('--output <file>', 'where to (default: its name, here); - is standard output')
    .option('--force', 'write over a file that is there')
    .action(async (uid, options) =>
      (await import('./commands/artifact.ts')).downloadArtifact(uid, options, environment),
    )
  withCommon(artifact.command('delete <artifact>')).action(async (uid, options) =>
    (await import('./commands/artifact.ts')).deleteArtifact(uid, options, environment),
  )

  const token = program.command('token').description('tokens of workers')
  withCommon(token.command('issue <name>'))
    .description('a token for one worker; printed once')
    .option('--days <count>', 'ends after so many days')
    .action(async (name, options) =>
      (await import('./commands/worker-token.ts')).issueToken(name, options, environment),
    )
  withCommon(token.command('list')).action(async (options) =>
    (await import('./commands/worker-token.ts')).listTokens(options, environment),
  )
  withCommon(token.command('revoke <token>')).action(async (id, options) =>
    (await import('./commands/worker-token.ts')).revokeToken(id, options, environment),
  )
}
