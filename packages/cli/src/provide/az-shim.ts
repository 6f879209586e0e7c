import { batchShim, posixShim } from '@mintwell/azure-cli'
import type { WriteAzShim } from '@mintwell/client'

/** The `az` of the drop-in task, for `exec` too. */
export const writeAzShim: WriteAzShim = ({ az, bash, sleep, stateDirectory, login }) => {
  const plan = { credential: { kind: 'federation' }, ...login } as const
  return bash === undefined
    ? batchShim({ az, stateDirectory, plan })
    : posixShim({ bash, az, sleep, stateDirectory, plan, loginEnvironment: {} })
}
