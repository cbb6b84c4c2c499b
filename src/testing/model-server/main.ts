import { parseArgs } from 'node:util'
import { startModelServer } from './model-server.ts'

// By hand: `node src/testing/model-server/main.ts --port 8931`, then
// ANTHROPIC_BASE_URL=http://127.0.0.1:8931 ANTHROPIC_API_KEY=dummy claude -p "RUN:date"

const { values } = parseArgs({ options: { port: { type: 'string', default: '8931' } } })
const server = await startModelServer({ port: Number(values.port) })
process.stdout.write(`scripted model at ${server.url}\n`)
