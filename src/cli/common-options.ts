import type { Command } from 'commander'

/** The options of every command that asks the service. */
export const withCommon = (command: Command): Command =>
  command
    .option('--json', 'machine-readable output')
    .option('--url <url>', 'address of the service')
    .option('--token-file <file>', 'file that holds the token')
