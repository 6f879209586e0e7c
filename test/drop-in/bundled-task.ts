import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { extensionTasks } from '../../packages/azure-cli-task/src/index.ts'
import { root } from '../mintwell.ts'

/** Bundles a task of the extension into a folder as packaging does, without the packaging. Gives the folder; call `remove` when done. */
export async function bundleTask(name: string): Promise<{ readonly directory: string; remove(): void }> {
  const task = extensionTasks.find(({ folder }) => folder === name)
  if (!task) throw new Error(`the extension has no task in ${name}`)
  const directory = mkdtempSync(join(tmpdir(), 'mintwell-task-'))
  mkdirSync(directory, { recursive: true })
  await build({
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    logLevel: 'warning',
    conditions: ['source'],
    absWorkingDir: root,
    entryPoints: [`packages/azure-cli-task/src/${task.entry}`],
    outfile: join(directory, 'index.js'),
  })
  writeFileSync(join(directory, 'package.json'), '{ "type": "commonjs" }\n')
  writeFileSync(join(directory, 'task.json'), JSON.stringify(task.json))
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) }
}
