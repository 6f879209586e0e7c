// The part of bench/task.mjs that runs inside the lab, where az finds its services: `inside.mjs DIRECTORY`, with the bundled task and an empty `temp` in it.
import { join } from 'node:path'
import { inTurn, report, time } from '../measure.mjs'

const directory = process.argv[2]
// Time is measured: the lab's clock stays out of it.
const { MINTWELL_LAB_CLOCK: _clock, LD_PRELOAD: _preload, ...env } = process.env
const id = env.AZURESUBSCRIPTION_SERVICE_CONNECTION_ID

/** What AzureCLI@2 does before a script (azure-pipelines-tasks, AzureCLIV2), and the script. */
const sequence = (script, after) => `set -e
export AZURE_CONFIG_DIR=$(mktemp -d '${directory}/temp/config-XXXXXX')
az --version >/dev/null
token=$(curl -sS -X POST -H "Authorization: Bearer $SYSTEM_ACCESSTOKEN" -H 'content-length: 0' "$SYSTEM_OIDCREQUESTURI?api-version=7.1&serviceConnectionId=${id}" | sed 's/.*"oidcToken":"\\([^"]*\\)".*/\\1/')
az cloud set -n AzureCloud >/dev/null
printf %s "$token" | az login --service-principal -u "$AZURESUBSCRIPTION_CLIENT_ID" --tenant "$AZURESUBSCRIPTION_TENANT_ID" --allow-no-subscriptions --federated-token @- --output none
az account set --subscription "$AZURESUBSCRIPTION_SUBSCRIPTION_ID"
${script}
${after}`

const inputs = (inlineScript) => ({
  CONNECTIONTYPE: 'azureRM',
  CONNECTEDSERVICENAMEARM: id,
  SCRIPTTYPE: 'bash',
  SCRIPTLOCATION: 'inlineScript',
  INLINESCRIPT: inlineScript,
  CWD: directory,
})
const task = (script) =>
  time(process.execPath, [join(directory, 'index.cjs')], {
    env: {
      ...env,
      AGENT_TEMPDIRECTORY: join(directory, 'temp'),
      DISTRIBUTEDTASK_TASKS_NODE_SKIPDEBUGLOGSWHENDEBUGMODEOFF: 'true',
      ...Object.fromEntries(Object.entries(inputs(script)).map(([name, value]) => [`INPUT_${name}`, value])),
    },
  })
const theirs = (script, after = '') => time('bash', ['-c', sequence(script, after)], { env })

const succeeded = async (running) => {
  const result = await running
  if (result.code !== 0) throw new Error(`a step ended with ${result.code}`)
  return result.total
}

// A script of nothing but one line: the end of the step is a few milliseconds behind it.
const [ours, azureCli] = await inTurn(
  5,
  () => succeeded(task('echo first line')),
  () => succeeded(theirs('echo first line')),
)
console.log(`     the drop-in ${ours.toFixed(0)} ms, AzureCLI's calls of az ${azureCli.toFixed(0)} ms`)
report('a script that calls no az, beside AzureCLI@2', ours / azureCli, 0.1)
const [withAz, azureCliWithAz] = await inTurn(
  5,
  () => succeeded(task('az group list --output none')),
  () => succeeded(theirs('az group list --output none', 'az account clear')),
)
console.log(`     the drop-in ${withAz.toFixed(0)} ms, AzureCLI ${azureCliWithAz.toFixed(0)} ms`)
report('a script that calls az once, beside AzureCLI@2', withAz / azureCliWithAz, 1)
