/** All but what needs no quoting in any shell that people use; letters of all scripts are as good as ASCII ones. */
const notPlain = /[^\p{L}\p{N}_./:=@%+,-]/gu
const needsQuotesOnWindows = /[\s&()^;,=%!'`$[\]{}]/

/** Whether a name holds what a terminal would act on: such a path is never pasted. */
export const hasControlCharacters = (path: string): boolean => /[\p{Cc}\p{Zl}\p{Zp}]/u.test(path)

/**
 * A path as one word of the program in front, in the way in which terminals give it when a file is dropped on them: shells
 * read it as one argument, and the agents' prompts recognise it as a file, or as an image to attach.
 */
export function quotePath(path: string, platform: 'linux' | 'darwin' | 'win32'): string {
  if (platform === 'win32') return needsQuotesOnWindows.test(path) ? `"${path}"` : path // a name cannot hold a quote there
  return path.replaceAll(notPlain, String.raw`\$&`)
}

/** All of them as they are pasted: with a space between and behind. */
export const quotePaths = (paths: readonly string[], platform: 'linux' | 'darwin' | 'win32'): string =>
  paths.map((path) => `${quotePath(path, platform)} `).join('')
