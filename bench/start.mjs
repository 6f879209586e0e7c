// From the call to the first line of output, beside `node -e 0`: the built entry file, run directly.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bin, inTurn, report, time } from './measure.mjs'

const directory = mkdtempSync(join(tmpdir(), 'mintwell-bench-'))
const file = join(directory, 'azure-pipelines.yml')
writeFileSync(file, "steps:\n- checkout: none\n- script: 'true'\n")
try {
  const node = async () => (await time(process.execPath, ['-e', '0'])).total
  const [run, bare] = await inTurn(9, async () => (await time(process.execPath, [bin, 'run', file])).first, node)
  report('first line of `mintwell run` beside `node -e 0`', run / bare, 4)
  const [version, again] = await inTurn(9, async () => (await time(process.execPath, [bin, '--version'])).first, node)
  report('first line of `mintwell --version` beside `node -e 0`', version / again, 4)
} finally {
  rmSync(directory, { recursive: true, force: true })
}
