/** Formats of transcripts, as Warp's client and our worker call them, and the harness that writes each. */
const formats: Readonly<Record<string, string>> = {
  claude_code_cli: 'claude',
  'claude-jsonl': 'claude',
  codex_cli: 'codex',
  'codex-jsonl': 'codex',
  gemini_cli: 'gemini',
  'gemini-jsonl': 'gemini',
  'opencode-jsonl': 'opencode',
}

/** The harness whose transcripts look so; null when nobody knows. */
export const harnessOfFormat = (format: string): string | null =>
  Object.hasOwn(formats, format) ? (formats[format] ?? null) : null

/** What a transcript of this harness is called when its writer did not say. */
export const formatOfHarness = (harness: string): string => `${harness}-jsonl`
