// What the installed command must do.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expectRun, foldersOfPath, run } from './install.mjs'

/** A line as Entra writes it, of no real tenant. */
const ERROR_LINE =
  'AADSTS700024: Client assertion is not within its valid time range. Current time: 2026-04-21T01:16:30Z, assertion valid from 2026-04-20T01:10:00Z, expiry time of assertion 2026-04-21T01:10:00Z.'

const PIPELINE = `trigger: none
pool: { vmImage: ubuntu-latest }
steps:
- task: AzureCLI@2
  displayName: Take the token
  inputs:
    azureSubscription: production
    addSpnToEnvironment: true
    scriptType: bash
    scriptLocation: inlineScript
    inlineScript: |
      echo "the token has \${#idToken} characters"
- bash: echo "the work is done"
`

/** The checks of the command that is installed in `folder`, each with a title. The quick ones take about a second all together. */
export function commandChecks({ node, label, folder, version }) {
  const programs = join(folder, 'node_modules/.bin')
  // The Node that is tried comes first; then the link that npm makes, as a user's PATH has it.
  const path = [dirname(node), programs, ...foldersOfPath()]
  const mintwell = (args, options = {}) => run(join(programs, 'mintwell'), args, { cwd: folder, ...options, path })
  return [...quickChecks({ mintwell, label, folder, version }), ...jobChecks({ mintwell, label, folder })]
}

function quickChecks({ mintwell, label, folder, version }) {
  const checks = [
    {
      title: `mintwell --version prints ${version} ${label}`,
      check: async () => expectRun(await mintwell(['--version']), 0, `${version}\n`),
    },
    {
      title: `mintwell explain reads a log ${label}`,
      check: async () => expectRun(await mintwell(['explain'], { input: ERROR_LINE }), 0, 'AADSTS700024'),
    },
    {
      title: `mintwell completion bash prints a script ${label}`,
      check: async () => expectRun(await mintwell(['completion', 'bash']), 0, 'complete '),
    },
    {
      title: `the man page has every command ${label}`,
      check: async () => {
        const page = readFileSync(join(folder, 'node_modules/mintwell/man/mintwell.1'), 'utf8')
        const { stdout } = await mintwell(['--help'])
        const names = [...stdout.matchAll(/^ {2}([a-z]+) {2,}/gm)].map((match) => match[1])
        const missing = names.filter((name) => !page.includes(`.SH "mintwell ${name}"`))
        if (names.length === 0 || missing.length > 0) throw new Error(`missing: ${missing.join(', ') || 'all'}`)
      },
    },
  ]
  return checks.map((each) => ({ ...each, isQuick: true }))
}

/** What the command is for. */
function jobChecks({ mintwell, label, folder }) {
  return [
    {
      title: `mintwell run plays a pipeline ${label}`,
      check: async () => {
        const cwd = join(folder, 'pipeline')
        mkdirSync(cwd, { recursive: true })
        writeFileSync(join(cwd, 'azure-pipelines.yml'), PIPELINE)
        writeFileSync(join(cwd, 'mintwell.yml'), 'azureCli: { login: lazy }\n')
        const finished = await mintwell(['run', 'azure-pipelines.yml', '--runs', '2', '--every', '24h'], { cwd })
        expectRun(finished, 0, 'the work is done', 'fresh')
      },
    },
    {
      title: `mintwell demo shows the fault and the cures ${label}`,
      check: async () => expectRun(await mintwell(['demo']), 0, 'AADSTS700024'),
    },
    {
      title: `mintwell exec gives a command its token inside a lab ${label}`,
      check: async () => {
        const script = `echo "token: \${#idToken} characters"`
        const inner = ['mintwell', 'exec', '--connection', 'production', '--', 'bash', '-c', script]
        expectRun(await mintwell(['lab', 'exec', '--connection', 'production', '--', ...inner]), 0, 'token: ')
      },
    },
  ]
}
