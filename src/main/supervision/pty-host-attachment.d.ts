import { type FrameKind } from '../../shared/contract/host-frames.ts'
import type { Attachment, AttachmentHandlers } from '../../shared/contract/host.ts'
import type { TerminalId } from '../../shared/domain/ids.ts'
import type { HostLine } from './pty-host-line.ts'
type OpenLine = (onFrame: (kind: FrameKind, payload: Uint8Array) => void) => Promise<HostLine>
/** Watches a terminal over a connection of its own, which `openLine` opens. */
export declare function attachTo(
  terminalId: TerminalId,
  handlers: AttachmentHandlers,
  openLine: OpenLine,
): Attachment
export {}
