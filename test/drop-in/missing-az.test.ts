import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { agentEnvironment, startTask, stepDirectory } from './agent-process.ts'
import { bundleTask } from './bundled-task.ts'
import { openTokenService, type TokenServiceStandIn } from './token-service.ts'

let bundle: Awaited<ReturnType<typeof bundleTask>>
let service: TokenServiceStandIn
let directory: string
beforeAll(async () => {
  bundle = await bundleTask('MintwellAzureCLIV1')
  service = await openTokenService()
})
afterAll(async () => {
  bundle?.remove()
  await service?.close()
})
beforeEach(() => {
  directory = stepDirectory()
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** A machine with bash and little else on PATH. */
async function run(inlineScript: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const bin = join(directory, 'bin')
  mkdirSync(bin)
  for (const name of ['bash', 'cat', 'sleep'])
    symlinkSync(execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim(), join(bin, name))
  const inputs = { scriptType: 'bash', scriptLocation: 'inlineScript', inlineScript, ...more }
  const task = startTask(bundle.directory, { ...agentEnvironment(service, directory, inputs), PATH: bin })
  await task.ended
  return task.output()
}

describe('on a machine without az', () => {
  it('a script that calls none runs as everywhere', async () => {
    expect(await run('cat "$AZURE_FEDERATED_TOKEN_FILE" >/dev/null && echo fine')).toMatch(
      /^fine$[\s\S]*result=Succeeded/m,
    )
  })

  it('a script that calls it is told what to install, with the exit code of a missing command', async () => {
    const output = await run('az group list; echo "code $?"')
    expect(output).toContain('The Azure CLI is not installed on this machine')
    expect(output).toMatch(/^code 127$/m)
  })

  it('a login before the script stops the task there', async () => {
    const output = await run('echo never', { azLogin: 'eager' })
    expect(output).toContain('Azure CLI 2.x is not installed on this machine.')
    expect(output).toContain('result=Failed')
    expect(output).not.toMatch(/^never$/m)
  })
})
