import { execFileSync } from 'node:child_process'
import { describe } from 'vitest'

/** Whether a program is on PATH. */
export function has(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A suite that needs programs of the machine: where one is missing, the suite is skipped and its title says which. */
export function describeWith(programs: readonly string[], title: string, body: () => void): void {
  const missing = programs.filter((program) => !has(program))
  if (missing.length === 0) describe(title, body)
  else describe.skip(`${title} (skipped: ${missing.join(', ')} not installed)`, body)
}
