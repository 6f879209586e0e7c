import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** What a claim says at least: whose it is. */
interface Claim {
  readonly pid: number
}

/**
 * Claims something for this process by a file that only one process can have made: written aside and linked to its name, so that it is there whole or not at
 * all. The claim of a process that is gone is taken over. Gives undefined, or the process that holds the claim. The file is its owner's alone (0600); who
 * claimed it removes it.
 *
 * @example
 * const holder = claimFile(`${directory}/lab.lock`, { pid: process.pid })
 */
export function claimFile(file: string, claim: Claim): number | undefined {
  const aside = `${file}.${claim.pid}`
  try {
    writeFileSync(aside, `${JSON.stringify(claim)}\n`, { mode: 0o600 })
    // Twice: a claim that a killed process left is put away in between, or ends just then.
    for (let attempt = 0; attempt < 2; attempt++) {
      if (linked(aside, file)) return undefined
      const standing = readClaim(file)
      if (standing) return standing.pid
    }
    return readClaim(file)?.pid ?? 0
  } finally {
    rmSync(aside, { force: true })
  }
}

/** The claim in force; undefined where there is none, or only what a killed process left, which is put away. */
export function readClaim<T extends Claim>(file: string): T | undefined {
  const claim = read<T>(file)
  if (claim === undefined) return undefined
  if (claim !== 'unreadable' && isAlive(claim.pid)) return claim
  putAway(file)
  return undefined
}

function read<T extends Claim>(file: string): T | 'unreadable' | undefined {
  try {
    const claim = JSON.parse(readFileSync(file, 'utf8')) as T | null
    return typeof claim?.pid === 'number' ? claim : 'unreadable'
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    if (code !== undefined) throw error
    return 'unreadable'
  }
}

/** Renamed first: what another process claims in this very moment would otherwise be removed. */
function putAway(file: string): void {
  const away = `${file}.left`
  try {
    renameSync(file, away)
    const claim = read(away)
    if (claim !== undefined && claim !== 'unreadable' && isAlive(claim.pid)) linked(away, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  rmSync(away, { force: true })
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Is there such a process? One of another user's, which cannot be signalled, is (EPERM). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
