/** A line as JSON; null when it is none. */
export const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return null // its caller's schema refuses it
  }
}
