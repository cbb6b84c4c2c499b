import { Option, type Command } from 'commander'
import { withCommon } from './common-options.ts'
import type { Environment } from './service-address.ts'

const exampleText = `
Examples:
  reveille source add ci --run builder --webhook github --event check_run --where check_run.conclusion=failure
  reveille source add daily --run planner --cron "0 9 * * 1-5" --time-zone Europe/Berlin --missed ask
  reveille source add src --run tests --files /home/me/app/src --ignore "*.log"
  reveille source add done --run lead --after tests
  reveille source add deploy --run lead -- gh run watch 123`

/** `schedule` and `source`: what happens outside, and whom it wakes. */
export function addSourceCommands(program: Command, environment: Environment): void {
  addSources(
    program.command('source').description('bind what happens outside to a run, which it wakes'),
    environment,
  )
  addSchedules(program.command('schedule').description('start a run at set times'), environment)
}

const loadSources = () => import('./commands/source.ts')
const loadSchedules = () => import('./commands/schedule.ts')

function addSources(source: Command, environment: Environment): void {
  withCommon(source.command('add <name>'))
    .description('write to a run whenever something happens')
    .argument('[command...]', 'after --: a program, whose exit is told')
    .option('--run <run>', 'whom it wakes (default: the own run)')
    .option('--cron <expression>', 'minute hour day month weekday')
    .option('--time-zone <zone>', 'of --cron, like Europe/Berlin (default: UTC)')
    .addOption(
      new Option('--missed <policy>', 'instants that passed while the service was away').choices([
        'run-once',
        'skip',
        'ask',
      ]),
    )
    .addOption(
      new Option('--webhook <kind>', 'an address for a sender that signs').choices(['github', 'generic']),
    )
    .option('--secret-file <file>', 'of the webhook (default: one is made up and printed)')
    .option('--files <directory>', 'changes below it, on the machine of the service')
    .option('--ignore <pattern...>', 'files that do not count')
    .option('--after <run>', 'when that run ends or is blocked')
    .option('--again', 'start the program anew a minute after each exit')
    .option('--event <type...>', 'only these types of events')
    .option('--where <path=value...>', 'only when the payload says so')
    .option('--subject <text>', 'of the message; {{path}} is a value of the payload, quoted')
    .option('--body <text>', 'the words before the quoted payload')
    .addHelpText('after', exampleText)
    .action(async (name, command, options) =>
      (await loadSources()).addSource(name, { ...options, command }, environment),
    )
  withCommon(source.command('list [run]'))
    .description('of a run and all below it (default: the own family, or all)')
    .action(async (which, options) => (await loadSources()).listSources(which, options, environment))
  for (const [verb, what] of [
    ['pause', 'let what happens pass'],
    ['resume', 'go on; what passed meanwhile was not missed'],
    ['remove', 'forget it with its firings'],
    ['fire', 'as if it had happened now'],
  ] as const)
    withCommon(source.command(`${verb} <source>`))
      .description(what)
      .action(async (which, options) => (await loadSources()).directSource(verb, which, options, environment))
  withCommon(source.command('firings <source>'))
    .description('what happened, what became of it, and why')
    .option('--limit <count>', 'at most so many', '20')
    .action(async (which, options) => (await loadSources()).listFirings(which, options, environment))
  withCommon(source.command('answer <source> <firing>'))
    .description('decide about a missed instant')
    .addOption(new Option('--run', 'run it now').conflicts('skip'))
    .option('--skip', 'let it be')
    .action(async (which, firing, options) =>
      (await loadSources()).answerFiring(which, firing, options, environment),
    )
}

function addSchedules(schedule: Command, environment: Environment): void {
  withCommon(schedule.command('create <name>'))
    .description('start a run at set times')
    .argument('[command...]', 'after --: the program of a `command` run')
    .requiredOption('--cron <expression>', 'minute hour day month weekday')
    .option('--time-zone <zone>', 'like Europe/Berlin (default: UTC)')
    .addOption(
      new Option('--missed <policy>', 'instants that passed while the service was away').choices([
        'run-once',
        'skip',
        'ask',
      ]),
    )
    .option('--prompt <text>', 'what it shall do')
    .option('--harness <harness>', 'claude, command, ...')
    .addHelpText(
      'after',
      '\nExample:\n  reveille schedule create nightly --cron "0 3 * * *" --time-zone Europe/Berlin --prompt "Tidy up."',
    )
    .action(async (name, command, options) =>
      (await loadSchedules()).createSchedule(name, { ...options, command }, environment),
    )
  withCommon(schedule.command('list')).action(async (options) =>
    (await loadSchedules()).listSchedules(options, environment),
  )
  for (const verb of ['get', 'pause', 'resume', 'delete'] as const)
    withCommon(schedule.command(`${verb} <schedule>`)).action(async (which, options) =>
      (await loadSchedules()).directSchedule(verb, which, options, environment),
    )
}
