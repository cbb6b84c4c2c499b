/** A file that was given with a prompt, where the agent finds it. */
export type AttachedFile = { readonly path: string; readonly mimeType: string; readonly sizeBytes: number }

/** Below the run's private directory. */
export const attachmentsFolder = 'attachments'

/** The prompt of a first turn, with what was given with it: named, never pasted. */
export function withAttachedFiles(prompt: string, files: readonly AttachedFile[]): string {
  if (files.length === 0) return prompt
  const lines = files.map(({ path, mimeType, sizeBytes }) => `- ${path} (${mimeType}, ${sizeBytes} bytes)`)
  return [prompt, `Files given with this task:\n${lines.join('\n')}`]
    .filter((part) => part !== '')
    .join('\n\n')
}
