const fields = [
  ...['command', 'cmd', 'file_path', 'filePath', 'fileName', 'url', 'pattern', 'query'],
  ...['question', 'description', 'prompt', 'plan'],
]

/** The one thing of a tool's input that says most: its command, its file, its address; null when nothing does. */
export function toolSubject(input: Readonly<Record<string, unknown>>): string | null {
  const found = fields.map((field) => input[field]).find((value) => typeof value === 'string')
  return typeof found === 'string' ? found : null
}

/** A tool call in words: "Bash: npm test". */
export function describeToolCall(tool: string, input: Readonly<Record<string, unknown>>): string {
  const subject = toolSubject(input)
  return (subject === null ? tool : `${tool}: ${subject}`).slice(0, 1_000)
}
