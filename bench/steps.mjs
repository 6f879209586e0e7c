// 200 steps of `true` beside 200 bare spawns of it. The start of the command is measured apart, with a pipeline of one step, and taken off.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bin, inTurn, report, time } from './measure.mjs'

const STEPS = 200
const directory = mkdtempSync(join(tmpdir(), 'mintwell-bench-'))
const pipeline = (name, steps) => {
  const file = join(directory, name)
  writeFileSync(file, `steps:\n- checkout: none\n${"- script: 'true'\n".repeat(steps)}`)
  return file
}
const many = pipeline('many.yml', STEPS)
const one = pipeline('one.yml', 1)
try {
  const bare = async () => {
    const started = performance.now()
    for (let step = 0; step < STEPS; step++) await time('true', [])
    return performance.now() - started
  }
  const steps = async () => {
    const { total } = await time(process.execPath, [bin, 'run', many])
    const { total: start } = await time(process.execPath, [bin, 'run', one])
    return total - start
  }
  const [ours, spawns] = await inTurn(5, steps, bare)
  report(`${STEPS} steps of \`true\` beside ${STEPS} bare spawns`, ours / spawns, 3)
} finally {
  rmSync(directory, { recursive: true, force: true })
}
