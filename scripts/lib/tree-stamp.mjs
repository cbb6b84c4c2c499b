/** Answers whether files changed since they were last used: a hash over their names, sizes and times. */
import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @param {string} root
 * @param {readonly string[]} places files and folders below `root`; missing ones count as empty
 */
export function stampOf(root, places) {
  const hash = createHash('sha256')
  for (const place of places) addTo(hash, root, place)
  return hash.digest('hex')
}

/** @param {import('node:crypto').Hash} hash @param {string} root @param {string} place */
function addTo(hash, root, place) {
  const state = statSync(join(root, place), { throwIfNoEntry: false })
  if (!state) return
  if (!state.isDirectory()) {
    hash.update(`${place}\0${state.size}\0${state.mtimeMs}\n`)
    return
  }
  for (const name of readdirSync(join(root, place)).toSorted()) addTo(hash, root, `${place}/${name}`)
}
