import { describeFamilyTools } from '../../testing/family-conformance.ts'
import { describeHarness } from '../../testing/harness-conformance.ts'
import { realAgents } from '../../testing/real-agents.ts'

describeHarness(realAgents.gemini, 300_000)
describeFamilyTools(realAgents.gemini, 300_000)
