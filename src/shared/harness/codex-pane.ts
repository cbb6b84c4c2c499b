import { shellCommand } from './cli-shim.ts'
import type { LaunchFacts, SeedFile } from './harness.ts'
import { joinPath } from './paths.ts'

/** The socket of a run's own app server, in its directory. */
export const codexSocket = 'codex.sock'

const socketPathBytesMax = 100 // the systems allow 104 to 108

/** Where the app server of a run listens; null where it cannot: then Codex runs by itself, and is woken by its queue. */
export function codexSocketOf(facts: Pick<LaunchFacts, 'platform' | 'runDirectory'>): string | null {
  if (facts.platform === 'win32') return null
  const path = joinPath(facts.platform, facts.runDirectory, codexSocket)
  return encodeURIComponent(path).replaceAll(/%../g, '.').length <= socketPathBytesMax ? path : null
}

/**
 * The script of a pane: an app server of the run's own, and the terminal program as its client. Together they are as large
 * as Codex by itself (194 against 187 MB, 0.169.0), and others can talk to the session beside the person: a wake leaves a
 * draft as it is, and a permission can be answered from elsewhere. The server ends with its terminal.
 */
export function codexPane(
  facts: LaunchFacts,
  socket: string,
  server: readonly string[],
  terminal: readonly string[],
): SeedFile {
  const path = joinPath(facts.platform, facts.runDirectory, 'codex-pane.sh')
  const log = joinPath(facts.platform, facts.runDirectory, 'codex-server.log')
  const content = `#!/bin/sh
sock=${shellCommand([socket])}
log=${shellCommand([log])}
rm -f "$sock"
${shellCommand(server)} </dev/null >"$log" 2>&1 &
server=$!
tries=0
while [ ! -S "$sock" ]; do
  if ! kill -0 "$server" 2>/dev/null || [ "$tries" -ge 600 ]; then
    cat "$log" >&2
    echo 'Its app server did not start.' >&2
    kill "$server" 2>/dev/null
    exit 1
  fi
  tries=$((tries + 1))
  sleep 0.05
done
${shellCommand(terminal)}
status=$?
kill "$server" 2>/dev/null
wait "$server" 2>/dev/null
rm -f "$sock"
exit $status
`
  return { path, content, mode: 0o700 }
}
