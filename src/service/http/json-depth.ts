const quote = 0x22
const backslash = 0x5c

/** Whether arrays and objects stand in one another deeper than `levelsMax`; of a text that may be no JSON at all. */
export function isDeeperThan(text: string, levelsMax: number): boolean {
  let level = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === quote) index = endOfString(text, index)
    else if (code === 0x5b || code === 0x7b) {
      level += 1
      if (level > levelsMax) return true
    } else if (code === 0x5d || code === 0x7d) level -= 1
  }
  return false
}

/** Where the string that begins at `begin` ends. */
function endOfString(text: string, begin: number): number {
  for (let end = text.indexOf('"', begin + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes += 1
    if (escapes % 2 === 0) return end
  }
  return text.length
}
