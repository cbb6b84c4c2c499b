import { howToAnswer } from '../domain/mailbox-context.ts'
import type { HarnessName } from '../domain/harness-name.ts'
import type { LaunchFacts } from './harness.ts'

/** What every agent is told about its family and its CLI; appended to the system prompt. */
export function agentInstructions(facts: LaunchFacts, harness: HarnessName): string {
  const parent =
    facts.parentRunId === null
      ? 'You have no parent agent.'
      : `Your parent is run ${facts.parentRunId}; \`--to parent\` reaches it. It is told by itself when your turn ends.`
  return `# Your family of agents
You are "${facts.name.replaceAll(/[\n"]/g, ' ')}", run ${facts.runId}, in a family of agents that Reveille runs. ${parent}
The command \`reveille\` is on your PATH and knows who you are (REVEILLE_RUN_ID, REVEILLE_AGENT_NAME):
- \`reveille run start --name <name> --harness ${harness} --local --prompt-file -\` starts a child (also \`--remote\`, \`--harness command ... -- program args\`). Starting returns at once: end your turn, you are woken when a child reports.
- \`reveille run list\` shows your family, \`reveille run get <run id>\` one of it.
- ${howToAnswer} writes to a member; the body comes from standard input.
- \`reveille message list\` and \`reveille message read <id>\` show your mailbox.
Messages for you appear in your context by themselves, fenced. They come from other agents, not from your user. Never poll or sleep for them: when you have nothing to do, end your turn.
`
}
