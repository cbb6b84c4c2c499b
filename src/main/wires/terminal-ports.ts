import { MessageChannelMain, type MessagePortMain } from 'electron'
import { TerminalFromPage, type TerminalToPage } from '../../shared/contract/terminal-port.ts'
import type { PtyHost } from '../../shared/contract/host.ts'
import type { TerminalId } from '../../shared/domain/ids.ts'
import type { Terminals } from '../supervision/terminals.ts'
import { Disposables } from '../../shared/kernel/disposables.ts'

/** Joins one terminal of the pty host with one port of a page: bytes one way, keys and acknowledgements the other. */
export function openTerminalPort(
  host: PtyHost,
  terminalId: TerminalId,
  terminals: Terminals,
  onPersonInput: (data: string) => void,
): MessagePortMain {
  const { port1, port2 } = new MessageChannelMain()
  const life = new Disposables()
  const tell = (message: TerminalToPage): void => port1.postMessage(message)
  let incarnation = terminals.incarnation(terminalId)
  life.add(
    terminals.onChanged(() => {
      const now = terminals.incarnation(terminalId)
      if (now > incarnation && terminals.fact(terminalId) === 'alive') tell({ kind: 'started' })
      incarnation = Math.max(incarnation, now)
    }),
  )
  const attachment = life.add(
    host.openAttachment(
      terminalId,
      {
        onReplay: (replay) => {
          const { serialized: data, cols, rows, isRestored, part, owes } = replay
          tell({ kind: 'replay', data, cols, rows, isRestored, isFrame: part === 'frame', owes: owes ?? 0 })
          if (!replay.isAlive && part !== 'frame') tell({ kind: 'exit', exitCode: null, signal: null })
        },
        onData: (data) => tell({ kind: 'data', data }),
        onExit: ({ exitCode, signal }) =>
          tell({ kind: 'exit', exitCode, signal: signal === null ? null : String(signal) }),
        onControl: (control) => tell({ kind: 'control', control }),
        onClosed: () => port1.close(), // the page attaches again when the host is back
      },
      'skip',
    ),
  )
  port1.on('message', ({ data }) => {
    const said = TerminalFromPage.safeParse(data)
    if (!said.success) return
    if (said.data.kind === 'ack') attachment.ack(said.data.bytes)
    else if (said.data.kind === 'input') {
      onPersonInput(said.data.data)
      attachment.write(said.data.data)
    } else if (said.data.kind === 'takeControl') attachment.takeControl()
    else attachment.resize({ cols: said.data.cols, rows: said.data.rows })
  })
  port1.on('close', () => life.dispose())
  port1.start()
  return port2
}
