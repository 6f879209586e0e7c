import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwell, temporaryDirectory } from '../mintwell.ts'

function pipeline(input: string): string {
  const file = join(temporaryDirectory(), 'azure-pipelines.yml')
  writeFileSync(
    file,
    `steps:
- checkout: none
- task: MintwellSetup@1
  inputs: { ${input}: setup-connection }
- bash: |
    case $(command -v mintwell) in "$AGENT_TEMPDIRECTORY"/*) echo "it is the job's own" ;; esac
    mintwell exec -- bash -c 'echo "a token of $(wc -c <"$AZURE_FEDERATED_TOKEN_FILE") for $AZURE_CLIENT_ID"'
  env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }
`,
  )
  return file
}

describe('MintwellSetup@1, with nothing configured for it', () => {
  it.each(['azureSubscription', 'connectedServiceNameARM', 'connectedService'])(
    'makes mintwell exec work in the script steps behind it, the connection named by %s',
    async (input) => {
      const { code, stdout } = await mintwell(['run', pipeline(input)])
      expect(code, stdout).toBe(0)
      expect(stdout).toContain("it is the job's own")
      expect(stdout).toMatch(/a token of \d{3,} for \S+/)
    },
    30_000,
  )
})
