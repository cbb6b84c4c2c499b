import { Argument, Command, CommanderError, Option } from 'commander'
import { waitDefaultSeconds } from '../shared/limits.ts'
import { withCommon } from './common-options.ts'
import { CliFailure, describeExitCodes, exitCodes } from './exit-codes.ts'
import { defaultDataDirectory, type Environment } from './service-address.ts'
import { addSourceCommands } from './source-program.ts'
import { addServiceCommands } from './service-commands.ts'
import { cliVersion } from './version.ts'

/** Parses the command line and runs the one command it names; each command is loaded when it is needed. */
export async function runProgram(args: readonly string[], environment: Environment): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  try {
    await buildProgram(environment).parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage.code
    else if (error instanceof CliFailure) {
      process.stderr.write(`reveille: ${error.message}\n`)
      process.exitCode = exitCodes[error.exit].code
    } else throw error
  }
}

function buildProgram(environment: Environment): Command {
  const program = new Command('reveille')
    .description('Agents in families: start them, write to them, wake them.')
    .version(cliVersion(), '-V, --version')
    .exitOverride()
    .showHelpAfterError('(--help shows the options)')
    .addHelpText('after', `\nExit codes:\n${describeExitCodes()}`)
  const run = program.command('run').description('start and direct runs')
  addRunCommands(run, environment)
  addAnswerCommand(run, environment)
  addWaitCommands(run, environment)
  addMessageCommands(program.command('message').description('write and read messages'), environment)
  addSourceCommands(program, environment)
  addServiceCommands(program, environment)
  addOperatorCommands(program, environment)
  program
    .command('hook <harness> <event>')
    .description('report a harness event; its input on stdin (used by harnesses)')
  program.command('mcp').description('the family as MCP tools on stdio (used by harnesses)')
  program.command('run-command').description('one turn of a `command` agent (used by Reveille)')
  return program
}

function addRunCommands(run: Command, environment: Environment): void {
  withCommon(run.command('start'))
    .description('start a run; inside a pane it is a child of the own run')
    .argument('[command...]', 'after --: the program of a `command` run')
    .option('--name <name>', 'how the family calls it')
    .option(
      '--harness <harness>',
      'claude, command, ... (default: claude, or command when a program is given)',
    )
    .addOption(new Option('--local', 'on this machine, in a pane of the app').conflicts('remote'))
    .addOption(new Option('--remote', 'with a worker'))
    .addOption(new Option('--place <place>', 'remote, at a place that a worker serves').conflicts('local'))
    .addOption(new Option('--prompt <text>', 'what it shall do').conflicts('promptFile'))
    .option('--prompt-file <file>', 'the same from a file; - reads standard input')
    .option('--attach <file...>', 'files given with the prompt; it finds them in its private directory')
    .option('--dir <directory>', 'where it works (default for local runs: here)')
    .option('--model <model>')
    .option('--permission-mode <mode>', 'default, plan, accept-edits or bypass')
    .option('--parent <run>', 'the parent run (default: REVEILLE_RUN_ID)')
    .action(async (command, options) =>
      (await import('./commands/run-start.ts')).startRun({ ...options, command }, environment),
    )
  withCommon(run.command('list'))
    .description('the own family, or all runs')
    .option('--state <state...>', 'only these states')
    .option('--name <name>')
    .option('--family <run>', 'a run and all below it')
    .option('--limit <count>', 'at most so many', '100')
    .action(async (options) => (await import('./commands/run-show.ts')).listRuns(options, environment))
  withCommon(run.command('get [run]'))
    .description('one run (default: the own)')
    .action(async (which, options) =>
      (await import('./commands/run-show.ts')).getRun(which, options, environment),
    )
  withCommon(run.command('cancel <run>'))
    .description('stop what it does; it can be followed up')
    .option('--with-children', 'and all runs below it; otherwise they go on')
    .action(async (which, options) =>
      (await import('./commands/run-direct.ts')).cancelRun(which, options, environment),
    )
  withCommon(run.command('kill <run>'))
    .description('end it for good')
    .option('--with-children', 'and all runs below it; otherwise they go on')
    .action(async (which, options) =>
      (await import('./commands/run-direct.ts')).killRun(which, options, environment),
    )
  withCommon(run.command('relocate <run>'))
    .description('go on elsewhere as the same run, while nobody works on it')
    .addOption(new Option('--local', 'in a pane of the app here').conflicts('remote'))
    .addOption(new Option('--remote', 'with the workers'))
    .action(async (which, options) =>
      (await import('./commands/run-relocate.ts')).relocateRun(which, options, environment),
    )
  withCommon(run.command('followup <run>'))
    .description('give a remote run its next turn')
    .addOption(new Option('--prompt <text>').conflicts('promptFile'))
    .option('--prompt-file <file>', '- reads standard input')
    .action(async (which, options) =>
      (await import('./commands/run-direct.ts')).followUpRun(which, options, environment),
    )
}

function addAnswerCommand(run: Command, environment: Environment): void {
  withCommon(run.command('answer <run>'))
    .description('answer what a blocked agent asks, as if at its pane')
    .addArgument(new Argument('<answer>').choices(['allow', 'deny']))
    .option('--reason <text>', 'of a denial: what it shall do instead')
    .option('--ask <id>', 'only this question (run get tells it)')
    .action(async (which, answer, options) =>
      (await import('./commands/run-direct.ts')).answerRun(which, answer, options, environment),
    )
}

function addWaitCommands(run: Command, environment: Environment): void {
  withCommon(run.command('wait'))
    .description('inside an agent: wait for messages, and print them')
    .option('--timeout <seconds>', 'how long at most', String(waitDefaultSeconds))
    .option('--end-turn', 'answer at once; the app wakes the agent by mail, or when the time is over')
    .action(async (options) =>
      (await import('./commands/run-wait.ts')).waitForOwnEvents(options, environment),
    )
  withCommon(run.command('wakes <run>'))
    .description('whether mail wakes a remote run that has ended')
    .addArgument(new Argument('<wakes>').choices(['on', 'off']))
    .action(async (which, wakes, options) =>
      (await import('./commands/run-direct.ts')).switchWakes(which, wakes, options, environment),
    )
  withCommon(run.command('wake <run>'))
    .description('arm an agent again that is parked, and wake it now')
    .action(async (which, options) =>
      (await import('./commands/run-wait.ts')).wakeRun(which, options, environment),
    )
}

function addMessageCommands(message: Command, environment: Environment): void {
  withCommon(message.command('send'))
    .requiredOption('--to <recipient...>', 'run ids, names of the family, or parent')
    .requiredOption('--subject <text>')
    .addOption(new Option('--body <text>').conflicts('bodyFile'))
    .option('--body-file <file>', '- reads standard input')
    .option('--sender <run>', 'send in the name of a run (default: the own run, else a person)')
    .action(async (options) => (await import('./commands/message-send.ts')).sendMessage(options, environment))
  withCommon(message.command('list [run]'))
    .description('headers, oldest first')
    .option('--unread', 'only what nobody read')
    .option('--pending', 'only what is in no context yet')
    .option('--limit <count>', 'at most so many', '50')
    .action(async (which, options) =>
      (await import('./commands/message-read.ts')).listMessages(which, options, environment),
    )
  withCommon(message.command('read <message>')).action(async (id, options) =>
    (await import('./commands/message-read.ts')).readMessage(id, options, environment),
  )
  withCommon(message.command('mark-delivered <message>'))
    .alias('delivered')
    .action(async (id, options) =>
      (await import('./commands/message-read.ts')).markDelivered(id, options, environment),
    )
  withCommon(message.command('watch [run]'))
    .description('new messages as they come, one JSON object a line')
    .option('--since-sequence <sequence>', 'only later ones', '0')
    .action(async (which, options) =>
      (await import('./commands/message-watch.ts')).watchMessages(which, options, environment),
    )
}

function addOperatorCommands(program: Command, environment: Environment): void {
  for (const [name, description] of [
    ['serve', 'run the service (its options: `reveille serve --help`)'],
    ['worker', 'execute remote runs (its options: `reveille worker --help`)'],
  ] as const)
    program
      .command(name)
      .description(description)
      .helpOption(false)
      .allowUnknownOption()
      .allowExcessArguments()
      .action(async (_options, command: Command) =>
        (await import('./commands/background.ts')).runBackground(name, command.args),
      )
  const service = program.command('service').description('the service’s data on this machine')
  for (const [name, description] of [
    ['backup', 'copy its database into one new file, while it works'],
    ['restore', 'put such a copy in its place; the service must not run'],
  ] as const)
    service
      .command(`${name} <file>`)
      .description(description)
      .option('--data-dir <directory>', 'where it keeps its data (default: of the app)')
      .action(async (file, options) => {
        const dataDir = options.dataDir ?? defaultDataDirectory(environment)
        const { runBackground } = await import('./commands/background.ts')
        await runBackground('serve', [name, file, '--data-dir', dataDir])
      })
  withCommon(program.command('doctor'))
    .description('check this installation')
    .option('--dir <directory>', 'a directory agents shall work in')
    .action(async (options) => (await import('./commands/doctor.ts')).runDoctor(options, environment))
}
