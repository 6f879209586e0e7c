import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createAuthority, issueLeaf } from '@mintwell/certificate'
import { root, temporaryDirectory } from '../mintwell.ts'

const azurite = join(root, 'test/clients/node_modules/azurite/dist/src/blob/main.js')
/** The public name under which the lab's gateway leads to Azurite. */
export const azuriteHost = 'devstoreaccount1.blob.core.windows.net'

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Azurite with https and OAuth, for as long as `use` takes: a consumer of access tokens that nobody here wrote. */
export async function withAzurite<T>(use: (url: string) => Promise<T>): Promise<T> {
  const directory = temporaryDirectory()
  const validity = { notBefore: Date.UTC(2020, 0), notAfter: Date.UTC(2040, 0) }
  const leaf = issueLeaf(createAuthority({ commonName: 'Azurite of a test', ...validity }), {
    hosts: ['127.0.0.1'],
    ...validity,
  })
  writeFileSync(join(directory, 'cert.pem'), leaf.certificatePem)
  writeFileSync(join(directory, 'key.pem'), leaf.privateKeyPem, { mode: 0o600 })
  const data = join(directory, 'data')
  mkdirSync(data)
  const port = await freePort()
  const args = [
    '--blobPort',
    String(port),
    '--blobHost',
    '127.0.0.1',
    '--location',
    data,
    '--oauth',
    'basic',
    '--cert',
    join(directory, 'cert.pem'),
    '--key',
    join(directory, 'key.pem'),
  ]
  const child = spawn(process.execPath, [azurite, ...args, '--disableTelemetry', '--skipApiVersionCheck'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  try {
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (text: Buffer) => text.includes('successfully listens') && resolve())
      child.once('close', () => reject(new Error('Azurite ended')))
    })
    return await use(`https://127.0.0.1:${port}`)
  } finally {
    child.kill('SIGKILL')
  }
}
