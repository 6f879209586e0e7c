// Linting 10,000 pipelines in one process beside parsing the same texts with the `yaml` package alone, and `mintwell lint` over 2,500 and 10,000 files: its memory must not grow with them.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { createCatalog, planPipeline, standardDefinitions } from '../packages/language/dist/index.js'
import { lintPlan } from '../packages/lint/dist/index.js'
import { bin, inTurn, report } from './measure.mjs'

const FILES = 10_000

/** A nightly deployment, as people have them; every tenth keeps its token. */
const pipeline = (index) => `name: $(Date:yyyyMMdd)$(Rev:.r)
trigger:
  branches:
    include: [main, release/*]
schedules:
  - cron: '0 ${index % 24} * * *'
    displayName: Nightly ${index}
    branches:
      include: [main]
variables:
  - name: environment
    value: env-${index}
  - name: resourceGroup
    value: rg-shop-${index}
pool:
  vmImage: ubuntu-latest
stages:
  - stage: Build
    jobs:
      - job: Build
        timeoutInMinutes: 30
        steps:
          - checkout: self
            fetchDepth: 1
          - script: |
              npm ci
              npm run build --workspace service-${index}
              npm test -- --reporter=junit
            displayName: Build and test
          - publish: $(Build.SourcesDirectory)/dist
            artifact: drop
  - stage: Deploy
    dependsOn: Build
    condition: and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))
    jobs:
      - job: Deploy
        steps:
          - task: AzureCLI@2
            displayName: Deploy \${{ variables.environment }}
            inputs:
              azureSubscription: production-${index % 7}
              scriptType: bash
              scriptLocation: inlineScript
              addSpnToEnvironment: ${index % 10 === 0}
              inlineScript: |
                set -euo pipefail
                az group create --name "$(resourceGroup)" --location westeurope --output none
                az deployment group create \\
                  --resource-group "$(resourceGroup)" \\
                  --template-file infra/main.bicep \\
                  --parameters name=shop-${index} tag="$(Build.BuildId)"
                for app in web api; do
                  az webapp restart --name "$app-${index}" --resource-group "$(resourceGroup)"
                done
                ${index % 10 === 0 ? 'echo "##vso[task.setvariable variable=OIDC;issecret=true]$idToken"' : 'az group show --name "$(resourceGroup)"'}
          - bash: |
              curl -fsS "https://shop-${index}.example.com/health" | jq -e '.status == "up"'
            displayName: Health
            retryCountOnTaskFailure: 3
`
const texts = Array.from({ length: FILES }, (_, index) => pipeline(index))
const catalog = createCatalog(standardDefinitions)

/** Milliseconds of the processor: other programs of the machine must not count. */
function processor(since) {
  const { user, system } = process.cpuUsage(since)
  return since ? (user + system) / 1_000 : { user, system }
}

function lintAll() {
  const started = processor()
  let found = 0
  for (const text of texts) {
    const { plan } = planPipeline(text, { file: '/azure-pipelines.yml', catalog })
    found += lintPlan(plan, { source: () => text }).filter(({ rule }) => rule === 'L01').length
  }
  if (found !== FILES / 10) throw new Error(`${found} tokens were found`)
  return processor(started)
}

function parseAll() {
  const started = processor()
  for (const text of texts) parse(text)
  return processor(started)
}

const [linted, parsed] = await inTurn(3, lintAll, parseAll)
console.log(`     linting ${FILES} pipelines took ${(linted / 1_000).toFixed(1)} s of the processor`)
report(`linting ${FILES} pipelines beside parsing them with yaml`, linted / parsed, 3)

/** A program that reads the pipelines of a folder and parses them. */
const PARSER = `
import { readFileSync, readdirSync } from 'node:fs'
import { parse } from '${new URL('../node_modules/yaml/dist/index.js', import.meta.url)}'
for (const name of readdirSync(process.argv[1])) if (name.startsWith('service-')) parse(readFileSync(process.argv[1] + '/' + name + '/azure-pipelines.yml', 'utf8'))
`

/** Runs a program over a folder of so many pipelines; gives seconds of the processor and the largest resident memory in kB (Linux). */
async function overFolder(count, args) {
  const folder = mkdtempSync(join(tmpdir(), 'mintwell-bench-'))
  mkdirSync(join(folder, '.git'))
  for (let index = 0; index < count; index += 1) {
    const name = join(folder, `service-${index}`)
    mkdirSync(name)
    writeFileSync(join(name, 'azure-pipelines.yml'), texts[index])
  }
  const child = spawn(process.execPath, [...args, folder], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  let peak = 0
  let ticks = 0
  const watch = setInterval(() => {
    try {
      peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? peak)
      const [, , , , , , , , , , , user, system] = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')
      ticks = Number(user) + Number(system)
    } catch {}
  }, 20)
  await new Promise((resolve) => child.once('close', resolve))
  clearInterval(watch)
  rmSync(folder, { recursive: true })
  return { seconds: ticks / 100, peak, said }
}

/** With a small heap: a collector that has room leaves what nobody holds any more. */
async function lintFolder(count) {
  const result = await overFolder(count, ['--max-old-space-size=64', bin, 'lint'])
  if (!result.said.includes(`${count} files: ${count / 10} errors`)) throw new Error(result.said.slice(0, 500))
  return result
}

const some = await lintFolder(FILES / 4)
const many = await lintFolder(FILES)
const parser = await overFolder(FILES, ['--input-type=module', '-e', PARSER])
console.log(
  `     mintwell lint over ${FILES} files took ${many.seconds.toFixed(1)} s of the processor and ${Math.round(many.peak / 1024)} MB`,
)
report(
  `mintwell lint over ${FILES} files beside a program that parses them with yaml`,
  many.seconds / parser.seconds,
  3,
)
report(`memory of linting ${FILES} files beside a quarter of them`, many.peak / some.peak, 1.3)
report(`time of linting ${FILES} files beside a quarter of them`, many.seconds / some.seconds, 5)
