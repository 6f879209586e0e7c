// The one-file bundle's `exec -- true` beside `node -e 0`: without the token request (a file is the source), and with all that Azure Pipelines asks for, against a
// local endpoint that answers at once.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inTurn, report, time } from './measure.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const built = spawnSync(process.execPath, [join(root, 'tools/package-ci.mjs')], { stdio: 'inherit' })
if (built.status !== 0) throw new Error('tools/package-ci.mjs failed')
const bundle = join(root, 'dist/ci/mintwell.mjs')
report('the one-file bundle', statSync(bundle).size / 1_000_000, 1, 'MB')

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
function token() {
  const now = Math.floor(Date.now() / 1_000)
  return `${encode({ alg: 'RS256' })}.${encode({ iss: 'https://issuer.example', sub: 'bench', iat: now, nbf: now, exp: now + 600, jti: String(Math.random()) })}.c2lnbmF0dXJl`
}

const directory = mkdtempSync(join(tmpdir(), 'mintwell-bench-'))
const file = join(directory, 'token')
const server = createServer((_request, response) => response.end(JSON.stringify({ oidcToken: token() })))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { SYSTEM_ACCESSTOKEN: _token, MINTWELL_LAB_CLOCK: _clock, ...clean } = process.env
const env = { ...clean, TMPDIR: directory }
const pipelines = {
  ...env,
  SYSTEM_OIDCREQUESTURI: `http://127.0.0.1:${server.address().port}/o/p/_apis/distributedtask/hubs/build/plans/1/jobs/2/oidctoken`,
  SYSTEM_ACCESSTOKEN: 'bench',
  AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: '143c454e-ca57-4f82-97ba-e5460221c27d',
}
const node = async () => (await time(process.execPath, ['-e', '0'], { env })).total
const exec = async (args, environment) => {
  const { code, total } = await time(process.execPath, [bundle, 'exec', ...args, '--', 'true'], { env: environment })
  if (code !== 0) throw new Error(`exec ended with ${code}`)
  return total
}
try {
  writeFileSync(file, token())
  const [fromFile, bare] = await inTurn(11, () => exec(['--source', `file:${file}`], env), node)
  report('`exec -- true` beside `node -e 0`, the token request apart', fromFile / bare, 3)
  const [whole, again] = await inTurn(11, () => exec([], pipelines), node)
  console.log(`     with the request, the endpoint and its certificate: ${(whole / again).toFixed(2)} times`)
} finally {
  server.close()
  rmSync(directory, { recursive: true, force: true })
}
