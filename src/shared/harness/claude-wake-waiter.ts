import { shellCommand } from './cli-shim.ts'

/**
 * The script behind an idle session: one shell that is blocked on the run's pipe, no timer, 2 MB. It runs as a Stop
 * hook with `asyncRewake`; every turn that ends starts one, so a new one ends the old one (else one line would wake
 * twice). An empty line does not wake. Claude ends it when the session ends; after a `kill -9` of Claude it is ended
 * by whoever ends the process tree, or by the next session's first waiter.
 */
export const wakeWaiterScript = (runDirectory: string): string => `#!/bin/sh
cd ${shellCommand([runDirectory])} || exit 0
if [ -r waiter.pid ]; then
  read -r old < waiter.pid
  case "$(ps -o args= -p "$old" 2>/dev/null)" in
    *wake-waiter.sh*) kill "$old" 2>/dev/null ;;
  esac
fi
echo $$ > waiter.pid
[ -p wake.fifo ] || { rm -f wake.fifo && mkfifo -m 600 wake.fifo; } || exit 0
while [ -p wake.fifo ]; do
  line=
  IFS= read -r line < wake.fifo
  if [ -n "$line" ]; then
    printf '%s\\n' "$line" >&2
    exit 2
  fi
done
exit 0
`
