import { z } from 'zod'
import { attachmentBytesMax, attachmentsMax } from '../../limits.ts'
import { ofRun, route } from './route.ts'

const mime = z
  .string()
  .regex(/^[a-z0-9!#$&^_.+-]{1,80}\/[a-z0-9!#$&^_.+-]{1,80}$/i, { error: 'not a media type' })
/** A name that is nothing but a name, on every system: no path, no device, nothing that a shell or a person misreads. */
export const FileName = z
  .string()
  .min(1)
  .max(120)
  .refine((name) => isPlainName(name), {
    error:
      'a plain file name: no / \\ : * ? " < > |, no control characters, no leading or trailing dot or blank',
  })

/** One file given with a prompt (Oz `AttachmentInput`); `data` is base64. */
const AttachmentInput = z.object({
  file_name: FileName,
  mime_type: mime,
  data: z.string().max(Math.ceil(attachmentBytesMax / 3) * 4),
})
/** What a prompt may have with it: few, small, each with a name of its own. */
export const Attachments = z
  .array(AttachmentInput)
  .max(attachmentsMax)
  .refine((all) => new Set(all.map(({ file_name: name }) => name.toLowerCase())).size === all.length, {
    error: 'each attachment needs a file_name of its own',
  })
export type AttachmentInput = z.infer<typeof AttachmentInput>

/** What was given with a run's prompt, without its bytes. */
export const AttachmentItem = z.object({
  attachment_uid: z.string(),
  file_name: FileName,
  mime_type: z.string(),
  size_bytes: z.int().nonnegative(),
  sha256: z.string(),
})
export type AttachmentItem = z.infer<typeof AttachmentItem>

export const attachmentRoutes = {
  listAttachments: route({
    method: 'GET',
    path: '/agent/runs/:run_id/attachments',
    params: ofRun,
    response: z.object({ attachments: z.array(AttachmentItem) }),
  }),
  getAttachment: route({
    method: 'GET',
    path: '/agent/runs/:run_id/attachments/:attachment_uid',
    params: ofRun.extend({ attachment_uid: z.uuid() }),
    response: AttachmentItem.extend({ data: z.string() }),
  }),
}

const isPlainName = (name: string): boolean =>
  // oxlint-disable-next-line no-control-regex -- they are what is refused
  !/[\u0000-\u001f\u007f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]|^[. ]|[. ]$/.test(name) &&
  !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)
