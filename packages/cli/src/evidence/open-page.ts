import { spawn } from 'node:child_process'
import type { Io } from '../verb.ts'

/** What opens a file as its user would, on each system. */
function openerOf(platform: NodeJS.Platform, file: string): readonly [program: string, ...args: string[]] {
  if (platform === 'darwin') return ['open', file]
  if (platform === 'win32') return ['cmd.exe', '/d', '/c', 'start', '', file]
  return ['xdg-open', file]
}

/** Opens a page in the browser, which outlives the command. False where there is nothing to open it with. */
export function openPage(
  file: string,
  io: Pick<Io, 'env' | 'cwd'>,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  const [program, ...args] = openerOf(platform, file)
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: io.cwd, env: { ...io.env }, detached: true, stdio: 'ignore' })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}
