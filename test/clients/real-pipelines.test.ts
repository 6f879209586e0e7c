import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mintwell, root, temporaryDirectory } from '../mintwell.ts'
import { describeWith } from './require-program.ts'

describeWith(['az', 'terraform'], 'Terraform in two stages for two environments', () => {
  it.each([[], ['--fault', 'echo']])(
    'applies the very plan that it kept, with another identity %#',
    async (...options) => {
      const pipeline = join(temporaryDirectory(), 'azure-pipelines.yml')
      copyFileSync(join(root, 'test/scenarios/real/terraform/azure-pipelines.yml'), pipeline)
      const { code, stdout } = await mintwell(['run', pipeline, '--json', ...options])
      const { runs } = JSON.parse(stdout) as { runs: { result: string; receipts: { connection: string }[] }[] }
      expect([code, runs[0]?.result]).toEqual([0, 'succeeded'])
      expect(runs[0]?.receipts.map(({ connection }) => connection)).toEqual([
        'terraform-dev-plan',
        'terraform-dev-apply',
        'terraform-prod-plan',
        'terraform-prod-apply',
      ])
    },
  )
})
