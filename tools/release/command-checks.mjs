// What the installed command must do.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expectRun, run } from './install.mjs'

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

/** The checks of the command that is installed in `folder`, each with a title; the quick ones take about a second. */
export function commandChecks({ node, folder, version }) {
  // The link that npm puts on PATH, with the Node that is tried in front.
  const PATH = `${dirname(node)}:${process.env.PATH}`
  const mintwell = (args, options = {}) =>
    run(join(folder, 'node_modules/.bin/mintwell'), args, { cwd: folder, ...options, env: { PATH, ...options.env } })
  const named = `with ${node === process.execPath ? process.version : 'Node 24'}`
  return [
    {
      title: `mintwell --version prints ${version} ${named}`,
      isQuick: true,
      check: async () => expectRun(await mintwell(['--version']), 0, `${version}\n`),
    },
    {
      title: `mintwell explain reads a log ${named}`,
      isQuick: true,
      check: async () => expectRun(await mintwell(['explain'], { input: ERROR_LINE }), 0, 'AADSTS700024'),
    },
    {
      title: `mintwell completion bash prints a script ${named}`,
      isQuick: true,
      check: async () => expectRun(await mintwell(['completion', 'bash']), 0, 'complete '),
    },
    {
      title: 'the man page has every command',
      isQuick: true,
      check: async () => {
        const page = readFileSync(join(folder, 'node_modules/mintwell/man/mintwell.1'), 'utf8')
        const { stdout } = await mintwell(['--help'])
        const names = [...stdout.matchAll(/^ {2}([a-z]+) {2,}/gm)].map((match) => match[1])
        const missing = names.filter((name) => !page.includes(`.SH "mintwell ${name}"`))
        if (names.length === 0 || missing.length > 0) throw new Error(`missing: ${missing.join(', ') || 'all'}`)
      },
    },
    {
      title: `mintwell run plays a pipeline ${named}`,
      check: async () => {
        const directory = join(folder, 'pipeline')
        mkdirSync(directory, { recursive: true })
        writeFileSync(join(directory, 'azure-pipelines.yml'), PIPELINE)
        writeFileSync(join(directory, 'mintwell.yml'), 'azureCli: { login: lazy }\n')
        const finished = await mintwell(['run', 'azure-pipelines.yml', '--runs', '2', '--every', '24h'], {
          cwd: directory,
        })
        expectRun(finished, 0, 'the work is done', 'fresh')
      },
    },
    {
      title: `mintwell demo shows the fault and the cures ${named}`,
      check: async () => expectRun(await mintwell(['demo']), 0, 'AADSTS700024'),
    },
    {
      title: `mintwell exec gives a command its token inside a lab ${named}`,
      check: async () => {
        const inner = [
          'mintwell',
          'exec',
          '--connection',
          'production',
          '--',
          'bash',
          '-c',
          `echo "token: \${#idToken} characters"`,
        ]
        const path = `${join(folder, 'node_modules/.bin')}:${PATH}`
        const finished = await mintwell(['lab', 'exec', '--connection', 'production', '--', ...inner], {
          env: { PATH: path },
        })
        expectRun(finished, 0, 'token: ')
      },
    },
  ]
}
