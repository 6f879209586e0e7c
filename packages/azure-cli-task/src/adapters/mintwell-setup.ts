import './environment-at-start.ts'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandFiles, handedOn } from '@mintwell/azure-cli'
import { readInput, readServiceEndpoint } from '../service-endpoint.ts'
import { environmentAtStart } from './environment-at-start.ts'
import { taskLib } from './task-lib.ts'

/** The entry of MintwellSetup@1: the command on PATH, and the ids of the connection as variables. It asks for no token. */
function main(): void {
  const env = environmentAtStart
  const id = readInput('connectedServiceNameARM', env)
  const connection = readServiceEndpoint(id, env)
  if (!connection) throw new Error(`The service connection '${id}' is not available to this job.`)
  // The directory is the job's: the agent empties it when the job begins and ends.
  const directory = join(env.AGENT_TEMPDIRECTORY || tmpdir(), 'mintwell-bin')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  for (const { name, text } of commandFiles({ node: process.execPath, script: join(__dirname, 'mintwell.mjs') })) {
    writeFileSync(join(directory, name), text, { mode: 0o700 })
    chmodSync(join(directory, name), 0o700)
  }
  taskLib.prependPath(directory)
  for (const [name, value] of Object.entries(handedOn(connection))) taskLib.setVariable(name, value)
  taskLib.log(
    `mintwell is on PATH in the steps that follow, and asks for ID tokens of the service connection ${connection.id}.`,
  )
  taskLib.log('A step that calls it must map the job token: env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)')
  taskLib.finish('succeeded', '')
}

try {
  main()
} catch (error) {
  taskLib.finish('failed', error instanceof Error ? error.message : String(error))
}
