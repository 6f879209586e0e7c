import { join } from 'node:path'
import { type CommandPlaces, commandFiles, handedOn, type TaskHost, type TaskOutcome } from '@mintwell/azure-cli'

/** MintwellSetup@1: this very command on PATH in the steps that follow, and the ids of the connection as variables. It asks for no token. */
export async function runMintwellSetup(host: TaskHost, command: CommandPlaces): Promise<TaskOutcome> {
  const name = host.input('connectedServiceNameARM')
  const connection = host.endpoint(name)
  if (!connection) {
    return {
      result: 'failed',
      message: `The service connection '${name}' is not available to this job.`,
      exitCode: null,
    }
  }
  const directory = join(host.tempDirectory, 'mintwell-bin')
  host.files.makeDirectory(directory)
  for (const { name: file, text } of commandFiles(command)) host.files.write(join(directory, file), text, 0o700)
  host.log(`##vso[task.prependpath]${directory}`)
  for (const [variable, value] of Object.entries(handedOn(connection)))
    host.log(`##vso[task.setvariable variable=${variable}]${value}`)
  host.log(
    `mintwell is on PATH in the steps that follow, and asks for ID tokens of the service connection ${connection.id}.`,
  )
  host.log('A step that calls it must map the job token: env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)')
  return { result: 'succeeded', message: '', exitCode: 0 }
}
