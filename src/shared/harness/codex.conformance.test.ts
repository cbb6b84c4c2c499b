import { describeFamilyTools } from '../../testing/family-conformance.ts'
import { describeHarness } from '../../testing/harness-conformance.ts'
import { realAgents } from '../../testing/real-agents.ts'

describeHarness(realAgents.codex, 300_000)
describeFamilyTools(realAgents.codex, 300_000)
