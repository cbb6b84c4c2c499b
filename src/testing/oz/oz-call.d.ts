/** The key of `ozAnswers` for a call; null when the document does not cover it. */
export declare function ozCall(method: string, path: string): string | null
