/** Where the shell keeps what the lab's variables were before, to be put back: JSON, null for one that was not set. */
export const BEFORE_VARIABLE = 'MINTWELL_LAB_BEFORE'

type Environment = Readonly<Record<string, string | undefined>>
type Before = Readonly<Record<string, string | null>>

/** The environment with a memory of what it takes the place of. What was remembered by an earlier lab of the same shell stays so. */
export function remember(environment: Readonly<Record<string, string>>, shell: Environment): Record<string, string> {
  const now = Object.fromEntries(Object.keys(environment).map((name) => [name, shell[name] ?? null]))
  return { ...environment, [BEFORE_VARIABLE]: JSON.stringify({ ...now, ...readBefore(shell) }) }
}

/** What leads a shell out of the lab again: the value of each variable as it was, null for one to be unset. Undefined where the shell is in no lab. */
export function wayOut(shell: Environment): Before | undefined {
  const before = readBefore(shell)
  return before && { ...before, [BEFORE_VARIABLE]: null }
}

function readBefore(shell: Environment): Before | undefined {
  try {
    const before: unknown = JSON.parse(shell[BEFORE_VARIABLE] ?? '')
    return typeof before === 'object' && before !== null ? (before as Before) : undefined
  } catch {
    return undefined
  }
}
