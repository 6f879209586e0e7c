import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { mintwellBin, temporaryDirectory } from '../mintwell.ts'

/** Waits until something holds, at most five seconds; says whether it came to hold. */
async function eventually(holds: () => boolean): Promise<boolean> {
  for (let round = 0; round < 100; round++) {
    if (holds()) return true
    await pause(50)
  }
  return holds()
}

const alive = (pid: number) =>
  existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))

describe.runIf(process.platform === 'linux')('a run that is killed', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'by %s leaves no process, no file and no shared memory behind',
    async (signal) => {
      const directory = temporaryDirectory()
      const temp = join(directory, 'tmp')
      mkdirSync(temp)
      const pids = join(directory, 'pids')
      const file = join(directory, 'azure-pipelines.yml')
      writeFileSync(
        file,
        `steps:\n- checkout: none\n- bash: |\n    while :; do read -rt 1 <> <(:) || :; done &\n    echo "$$ $!" >"$PIDS.new"\n    mv "$PIDS.new" "$PIDS"\n    wait\n`,
      )
      const before = new Set(readdirSync('/dev/shm'))
      const child = spawn(process.execPath, [mintwellBin, 'run', file, '--pass-env', 'PIDS'], {
        env: { ...process.env, TMPDIR: temp, PIDS: pids },
        stdio: 'ignore',
      })
      const ended = new Promise((resolve) => child.once('close', resolve))
      expect(await eventually(() => existsSync(pids)), 'the step started').toBe(true)
      const started = readFileSync(pids, 'utf8').trim().split(' ').map(Number)
      expect(started.every(alive)).toBe(true)
      const labs = readdirSync(temp)
      expect(labs).toHaveLength(1)
      child.kill(signal)
      await ended
      expect(await eventually(() => !started.some(alive)), 'the processes of the step').toBe(true)
      expect(await eventually(() => readdirSync(temp).length === 0), 'the temp directory').toBe(true)
      const left = () =>
        readdirSync('/dev/shm').filter(
          (name) =>
            labs.some((lab) => name.endsWith(lab)) ||
            (!before.has(name) && started.some((pid) => name.endsWith(`_${pid}`))),
        )
      expect(await eventually(() => left().length === 0), 'shared memory').toBe(true)
    },
  )
})
