import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createControlApp, describeLab, openControlServer } from '@mintwell/lab'
import { layOut } from '../run/print-tables.ts'
import { jsonText, say } from '../say.ts'
import { type Io, UsageError } from '../verb.ts'
import { whenAborted } from '../when-aborted.ts'
import { addressFile, writeAddress } from './lab-address.ts'
import { LAB_OPTIONS, LAB_OPTIONS_HELP, readLabOptions } from './lab-options.ts'
import type { LabPart } from './lab-part.ts'
import { openStandingLab, type StandingLab } from './standing-lab.ts'

const usage =
  'mintwell lab up [-d] [--name NAME] [--port N] [--proxy-port N] [--json] [--config FILE] [--data DIR] [--fault …]… [--route HOST=URL]…'

export const labUp: LabPart = {
  usage,
  help: `Opens a lab and keeps it open until Ctrl-C or SIGTERM. Prints what listens where; "lab: ready" on stderr when it does.

Usage: ${usage}

  -d, --detach              open it in the background, and return when it is ready; mintwell lab down stops it
  --name NAME               a name, to have several at once (default: default)
  --port N, --proxy-port N  fixed ports for https://localhost and for the proxy (default: free ones)
  --json                    what listens where, as one document on stdout
${LAB_OPTIONS_HELP}

Then, in another terminal:  mintwell lab exec --lab NAME -- az login …   or   eval "$(mintwell lab env)"   and back: eval "$(mintwell lab env --leave)"
`,
  async run(argv, io) {
    const options = {
      ...LAB_OPTIONS,
      name: { type: 'string' },
      port: { type: 'string' },
      'proxy-port': { type: 'string' },
      json: { type: 'boolean' },
      detach: { type: 'boolean', short: 'd' },
    } as const
    const { values } = parseArgs({ args: [...argv], options })
    if (values.detach) return detach(argv, values.name ?? 'default', io)
    const shared = await readLabOptions(values, io.cwd)
    const note = (text: string) => say(io.stderr, `lab: ${text}`)
    const ports = { ...port('local', values.port), ...port('proxy', values['proxy-port']) }
    const standing = await openStandingLab({ ...shared, ports, onEvent: () => {}, onNote: note }, io)
    try {
      await serve(standing, { name: values.name ?? 'default', json: values.json === true, routes: shared.routes }, io)
    } finally {
      await standing.close()
    }
    note('closed')
    return 0
  },
}

/** Opens the lab in another process: the same command without the option. */
async function detach(argv: readonly string[], name: string, io: Io): Promise<number> {
  const { detachLab } = await import('./detach-lab.ts')
  const file = addressFile(name, io.env, process.getuid?.())
  const end = await detachLab(
    argv.filter((word) => word !== '-d' && word !== '--detach'),
    file.replace(/\.json$/, '.log'),
    io,
  )
  if (end === undefined)
    io.stderr.write(`lab: up; stop it with: mintwell lab down${name === 'default' ? '' : ` ${name}`}\n`)
  return end ?? 0
}

function port(kind: 'local' | 'proxy', text: string | undefined): { readonly local?: number; readonly proxy?: number } {
  if (text === undefined) return {}
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new UsageError(`a port is a number from 1 to 65535, not '${text}'.`)
  return { [kind]: number }
}

/** Serves the control API and waits for the signal to end. */
async function serve(
  standing: StandingLab,
  { name, json, routes }: { readonly name: string; readonly json: boolean; readonly routes: ReadonlyMap<string, URL> },
  io: Io,
): Promise<void> {
  const { lab } = standing
  const file = addressFile(name, io.env, process.getuid?.())
  const secret = randomBytes(24).toString('base64url')
  const ending = new AbortController()
  const { recentEvents, keep } = standing
  const shutDown = () => ending.abort()
  const admit: StandingLab['admit'] = (connection) => standing.admit(connection)
  const control = await openControlServer(createControlApp({ lab, admit, recentEvents, keep, shutDown }), secret)
  try {
    writeAddress(file, { url: control.url, secret, pid: process.pid }, process.getuid?.())
    standing.removeIfKilled(file)
    try {
      const document = { ...describeLab(lab), control: control.url, name, authority: lab.trust.bundleFile }
      io.stdout.write(json ? jsonText(document, 2) : `${table(standing, routes, control.url)}\n`)
      io.stderr.write('lab: ready\n')
      await new Promise<void>((resolve) => void whenAborted(AbortSignal.any([io.signal, ending.signal]), resolve))
    } finally {
      rmSync(file, { force: true })
    }
  } finally {
    await control.close()
  }
}

function table({ lab }: StandingLab, routes: ReadonlyMap<string, URL>, control: string): string {
  return layOut(
    ['what', 'where'],
    [
      ['Azure DevOps', lab.baseUrl],
      ['proxy to the public names', `http://127.0.0.1:${lab.proxyPort}`],
      ...lab.hosts.map((host) => ['', `https://${host}${leadsTo(routes.get(host))}`]),
      ['certificate authorities', lab.trust.bundleFile],
      ['control', control],
    ],
  )
}

/** Where a public name leads that is a service of the user's own. */
function leadsTo(route: URL | undefined): string {
  return route === undefined ? '' : ` -> ${route.origin}`
}
