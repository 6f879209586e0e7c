import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { mintwellBin, root, runProcess, temporaryDirectory } from './mintwell.ts'

// What the tests of the pages share: the fenced blocks of README and guides, and how a block of shell commands is run as it is pasted.

/** A fenced block of a page. */
export interface Block {
  readonly page: string
  readonly line: number
  readonly language: string
  readonly text: string
}

/** Blocks of shell commands that are not run here, and why. */
export const elsewhere: readonly (readonly [block: RegExp, why: string])[] = [
  [/^npm /m, 'works in this checkout: npm run release:check and the tests of the packages do'],
  [/^podman /m, 'builds an image: test/clients/container.test.ts does'],
  [/--organization (?!lab\b)|--from \.\/answers/, 'asks an organization in the cloud'],
  [/^mintwell evidence (?!build\.log)/m, 'reads logs of runs in the cloud'],
  [/^mintwell exchange --to aws/m, 'asks token services in the cloud'],
  [/ -- terraform /, 'needs Terraform and Azurite: test/clients/azurite.test.ts has them'],
  [/^mintwell task run \.\/tasks/m, "needs a folder of Microsoft's: test/clients/task-like-azure-cli.test.ts has it"],
]

/** Commands that a page shows for a step of a job, which the lab stands in for here. */
const IN_A_STEP = /^mintwell (?:exec|token|exchange) /m

/** Commands whose exit code 1 says that they found what the page shows. */
const MAY_FIND = /--fault|--fail-on|--check\b|--sweep|^mintwell (?:explain|inspect|lint|doctor)\b/

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs/guide'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/guide/${name}`),
]

/** Every fenced block of README, CONTRIBUTING and the guides. */
export const blocks = pages.flatMap(blocksOf)

/** The blocks of shell commands that users paste. */
export const shellBlocks = blocks.filter(({ page, language }) => language === 'sh' && page !== 'CONTRIBUTING.md')

/** Those that are run as they are pasted. */
export const pasted = shellBlocks.filter(({ text }) => !elsewhere.some(([block]) => block.test(text)))

function blocksOf(page: string): readonly Block[] {
  const content = readFileSync(join(root, page), 'utf8')
  return [...content.matchAll(/^ *```(\w*)[^\n]*\n([\s\S]*?)^ *```$/gm)].map(
    ({ index, 1: language = '', 2: text = '' }) => ({
      page,
      line: content.slice(0, index).split('\n').length,
      language,
      text,
    }),
  )
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const TOKEN = [
  json({ alg: 'RS256', typ: 'JWT' }),
  json({
    iss: 'https://vstoken.dev.azure.com/x',
    sub: 'sc://o/p/c',
    aud: 'api://AzureADTokenExchange',
    iat: 1_776_647_096,
    exp: 1_776_647_696,
  }),
  json('signature'),
].join('.')
const LOG = `##[error]AADSTS700024: Client assertion is not within its valid time range. Current time: 2026-04-21T01:15:07.1234567Z, assertion valid from 2026-04-20T01:04:56.0000000Z, expiry time of assertion 2026-04-21T01:09:59.0000000Z.\n`

/** A clone of a user's: a git repository with the example in it, a HOME, and `mintwell` on PATH. */
function prepare(): { readonly repository: string; readonly env: Readonly<Record<string, string>> } {
  const folder = temporaryDirectory()
  const repository = join(folder, 'repository')
  const [home, bin, runtime] = [join(folder, 'home'), join(folder, 'bin'), join(folder, 'runtime')]
  for (const directory of [home, bin, runtime]) mkdirSync(directory, { mode: 0o700 })
  cpSync(join(root, 'examples'), join(repository, 'examples'), { recursive: true })
  writeFileSync(join(repository, 'examples/nightly/build.log'), LOG)
  writeFileSync(join(bin, 'mintwell'), `#!/bin/sh\nexec '${process.execPath}' '${mintwellBin}' "$@"\n`)
  chmodSync(join(bin, 'mintwell'), 0o755)
  const git = (...words: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], { cwd: repository })
  git('init', '--quiet', '--initial-branch=main')
  git('add', '.')
  git('commit', '--quiet', '--message=example')
  const PATH = [bin, process.env.PATH].join(delimiter)
  return { repository, env: { PATH, HOME: home, XDG_RUNTIME_DIR: runtime, SHELL: '/bin/bash', idToken: TOKEN } }
}

/** Runs a block as it is pasted, and gives the commands in it that failed, with their exit codes, and all that it printed. */
export async function paste({ text }: Block) {
  const { repository, env } = prepare()
  const cwd = /examples\/nightly/.test(text) ? repository : join(repository, 'examples/nightly')
  const script = join(repository, '..', 'block.sh')
  writeFileSync(script, `trap 'echo "failed: $? $BASH_COMMAND" >&2' ERR\n${text}`)
  const inner = IN_A_STEP.test(text)
    ? [process.execPath, mintwellBin, 'lab', 'exec', '--connection', 'production', '--', 'bash', script]
    : ['bash', script]
  const [program = '', ...words] = inner
  const { stdout, stderr } = await runProcess(program, words, { cwd, env })
  const failed = [...stderr.matchAll(/^failed: (\d+) (.*)$/gm)].map(([, code = '', command = '']) => ({
    code,
    command,
  }))
  return {
    failed: failed.filter(({ code, command }) => code !== '1' || !MAY_FIND.test(command)),
    output: stdout + stderr,
  }
}
