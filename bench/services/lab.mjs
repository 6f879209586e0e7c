// A lab to be measured: its own TLS listener on `https://localhost:PORT`, and beside it the same server without TLS, because the peers have none.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realClock } from '@mintwell/clock'
import { defaultSettings, openLab } from '@mintwell/lab'
import { ServiceServer } from '../../packages/lab/dist/lab/gateway/service-server.js'
import { answerParent } from './answer-parent.mjs'

const directory = mkdtempSync(join(tmpdir(), 'mintwell-bench-'))
process.on('exit', () => rmSync(directory, { recursive: true, force: true }))
const lab = await openLab({
  directory,
  realClock,
  clock: 'real',
  settings: defaultSettings,
  faults: [],
  emit: () => {},
  platform: process.platform,
  path: process.env.PATH ?? '',
})
const { services } = lab
const server = new ServiceServer()

async function listenPlain(host) {
  const facts = { authority: [host], service: services.service(host) }
  const plain = createServer({ noDelay: true }, (socket) => server.accept(socket, facts)).listen(0, '127.0.0.1')
  await once(plain, 'listening')
  return plain.address().port
}

/** Makes connections up to so many, and a job that refers to all of them: its token, and where to ask for each. */
async function openJob(count) {
  const names = Array.from({ length: count }, (_, index) => `connection-${index}`)
  const job = await services.jobs.openJob({ runNumber: count, stage: 'bench', job: 'bench', connections: names })
  const { accessToken } = job.openStep('bench')
  const path = new URL(job.oidcRequestUri).pathname
  const { directory: all } = services
  const targets = names.map((name) => {
    const { id, clientId, tenantId } = all.connections.find(all.home.project, name)
    return { id, clientId, tenantId }
  })
  return { path, accessToken, targets }
}

const ports = {
  azureDevOps: await listenPlain('dev.azure.com'),
  entra: await listenPlain('login.microsoftonline.com'),
  tls: Number(new URL(lab.baseUrl).port),
}
answerParent({ ports, authority: lab.trust.authorityPem }, { openJob })
