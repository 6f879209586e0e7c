// Planning 500 jobs of 200 template files beside parsing the same texts with the `yaml` package alone, and `validate` over 250 and 1,000 pipelines: its memory must not grow with them.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { createCatalog, planPipeline, standardDefinitions } from '../packages/language/dist/index.js'
import { bin, inTurn, report } from './measure.mjs'

const JOBS = 500
const TEMPLATES = 200

const step = (index) => `
      - script: |
          echo "part ${index} of \${{ parameters.name }}"
          make part-${index}
        displayName: Part ${index}
        env:
          NAME: \${{ parameters.name }}`
const template = (index) => `parameters:
  - name: name
    type: string
  - name: debug
    type: boolean
    default: false
jobs:
  - job: \${{ parameters.name }}
    displayName: Job \${{ parameters.name }} of template ${index}
    pool:
      vmImage: ubuntu-latest
    steps:${Array.from({ length: 10 }, (_, at) => step(at)).join('')}
      - \${{ if eq(parameters.debug, true) }}:
          - script: env
`
const texts = new Map(Array.from({ length: TEMPLATES }, (_, index) => [`/templates/${index}.yml`, template(index)]))
const uses = Array.from(
  { length: JOBS },
  (_, index) => `  - template: templates/${index % TEMPLATES}.yml\n    parameters:\n      name: job_${index}\n`,
)
const pipeline = `trigger: none\njobs:\n${uses.join('')}`
const catalog = createCatalog(standardDefinitions)

function planAll() {
  const started = performance.now()
  const readFile = ({ path }) => texts.get(path)
  const { plan, diagnostics } = planPipeline(pipeline, { file: '/azure-pipelines.yml', catalog, readFile })
  const count = plan?.stages[0]?.jobs.length
  if (count !== JOBS) throw new Error(`${count} jobs were planned: ${JSON.stringify(diagnostics.slice(0, 3))}`)
  return performance.now() - started
}

function parseAll() {
  const started = performance.now()
  for (const text of [pipeline, ...texts.values()]) parse(text)
  return performance.now() - started
}

const [planned, parsed] = await inTurn(7, planAll, parseAll)
report(`planning ${JOBS} jobs of ${TEMPLATES} templates beside parsing them with yaml`, planned / parsed, 3)

/** Validates a folder of that many pipelines, each with a template of its own and one that all share; gives seconds and the largest resident memory in kB (Linux). */
async function validate(count) {
  const folder = mkdtempSync(join(tmpdir(), 'mintwell-bench-'))
  mkdirSync(join(folder, 'templates'))
  mkdirSync(join(folder, '.git'))
  writeFileSync(join(folder, 'templates', 'shared.yml'), template(0))
  for (let index = 0; index < count; index += 1) {
    const name = String(index)
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, 'templates', `${name}.yml`), template(index))
    const use = (file, job) => `  - template: ../templates/${file}.yml\n    parameters:\n      name: ${job}\n`
    const jobs = `jobs:\n${use('shared', 'shared')}${use(name, 'own')}`
    writeFileSync(join(folder, name, 'azure-pipelines.yml'), `trigger: none\n${jobs}`)
  }
  const started = performance.now()
  const child = spawn(process.execPath, [bin, 'validate', folder], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  let peak = 0
  const watch = setInterval(() => {
    try {
      peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? peak)
    } catch {}
  }, 20)
  await new Promise((resolve) => child.once('close', resolve))
  clearInterval(watch)
  rmSync(folder, { recursive: true })
  if (!said.includes(`${count} pipelines: ${count} ok, 0 not`)) throw new Error(said.slice(0, 500))
  return { seconds: (performance.now() - started) / 1_000, peak }
}

const some = await validate(250)
const many = await validate(1_000)
console.log(`     validating 1,000 pipelines took ${many.seconds.toFixed(1)} s and ${Math.round(many.peak / 1024)} MB`)
report('memory of validating 1,000 pipelines beside 250', many.peak / some.peak, 1.3)
report('time of validating 1,000 pipelines beside 250', many.seconds / some.seconds, 5)
