/** The npm that came with the system's Node, and what can be learned from its complaints. */

export const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/** The first lines of npm's own account; its last ones only say how to get help. @param {string} output */
export function npmReason(output) {
  const lines = output.split('\n').map((line) => line.replace(/^npm error ?/, '').trim())
  return lines.filter(Boolean).slice(0, 4).join('\n           ') || 'npm said nothing'
}
