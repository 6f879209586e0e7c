import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, runProcess, temporaryDirectory } from '../mintwell.ts'

/** The program that builds and runs images here: its client alone, without a service behind it, does not count. */
const engine = ['podman', 'docker'].find((program) => {
  try {
    execFileSync(program, ['info'], { stdio: 'ignore', timeout: 20_000 })
    return true
  } catch {
    return false
  }
})

/** The real az of the image, and ten minutes of the lab's clock, which takes no time. */
const PIPELINE = `steps:
- task: AzureCLI@2
  inputs:
    azureSubscription: nightly
    scriptType: bash
    scriptLocation: inlineScript
    inlineScript: |
      sleep 600
      az account show --query id --output tsv && echo "az is logged in: nightly"
`

const BUILD_LIMIT_MS = 900_000

describe.skipIf(engine === undefined)(
  `the container image${engine ? '' : ' (skipped: neither Podman nor Docker runs here)'}`,
  () => {
    it(
      'is built from the Containerfile, runs as a user without rights, and plays the demo and a pipeline of a mounted folder',
      async () => {
        const run = (...args: readonly string[]) => runProcess(engine ?? '', args, { cwd: root })
        const built = await run('build', '--file', 'Containerfile', '--tag', 'mintwell-test', '.')
        expect(built.code, built.stderr).toBe(0)
        const mintwell = (...args: readonly string[]) => run('run', '--rm', ...args)
        expect(await mintwell('--entrypoint', 'id', 'mintwell-test', '--user', '--name')).toMatchObject({
          stdout: 'node\n',
        })
        expect(await mintwell('mintwell-test', 'demo')).toMatchObject({
          code: 0,
          stdout: expect.stringContaining('AADSTS700024'),
        })
        const directory = temporaryDirectory()
        writeFileSync(join(directory, 'azure-pipelines.yml'), PIPELINE)
        // The container's user is another one.
        chmodSync(directory, 0o755)
        const finished = await mintwell('--volume', `${directory}:/work`, 'mintwell-test', 'run', 'azure-pipelines.yml')
        expect(finished).toMatchObject({ code: 0, stdout: expect.stringContaining('az is logged in: nightly') })
      },
      BUILD_LIMIT_MS,
    )
  },
)
