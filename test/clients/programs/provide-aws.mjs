// The AWS SDK's own provider chain under `mintwell exec --aws-role-arn`: credentials every seven minutes, renewed by the SDK from the token file when they end.
import { fromNodeProviderChain } from '@aws-sdk/credential-providers'
import { sleepMinutes } from './lab-sleep.mjs'

const provider = fromNodeProviderChain()
const seen = new Set()
let credentials
for (let call = 1; call <= Number(process.argv[2]); call++) {
  if (call > 1) await sleepMinutes(7)
  try {
    // What a client of the SDK does: kept until five minutes before they end.
    if (!credentials || credentials.expiration.getTime() - Date.now() < 300_000) credentials = await provider()
    seen.add(credentials.accessKeyId)
    console.log('aws ok')
  } catch (error) {
    console.log(`aws ${error.name}: ${error.message}`)
  }
}
console.log(`aws credentials ${seen.size}`)
