/** What an agent is asked in its first turn: what its way of working always says, then what it is asked this time. */
export const effectivePrompt = (
  prompt: string,
  config: { readonly base_prompt?: string | undefined } | null | undefined,
): string => [config?.base_prompt ?? '', prompt].filter((part) => part.trim() !== '').join('\n\n')
