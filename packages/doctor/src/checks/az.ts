import type { CheckResult } from '../check/check.ts'
import { failed, notChecked, passed, warning } from '../check/check.ts'
import type { Facts } from '../facts/facts.ts'

/** Whether this az can log in with an ID token, and keeps its session. */
export function az({ az: { version } }: Facts): CheckResult {
  const id = 'az'
  if (version === null) return notChecked(id, 'the Azure CLI: it is not installed here, or does not say its version')
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const is = (wanted: number) => major === 2 && minor < wanted
  if (is(30))
    return failed(
      id,
      `az ${version} has no --federated-token: it came with 2.30.`,
      'Update the Azure CLI on the agent.',
    )
  // azure-cli#28737: no access token was taken from the cache.
  if (version.startsWith('2.59.'))
    return warning(
      id,
      `az ${version} asks Entra with the ID token at every command, and fails when the token has expired (azure-cli#28737).`,
      'Update the Azure CLI on the agent: 2.60 uses its cache again.',
    )
  return passed(id, `az ${version} logs in with ID tokens`)
}
