import { awsRefusals } from './aws.ts'
import { azureDevOpsRefusals } from './azure-devops.ts'
import { azureDevOpsTaskRefusals } from './azure-devops-tasks.ts'
import { azureToolRefusals } from './azure-tools.ts'
import { githubRefusals } from './github.ts'
import { googleRefusals } from './google.ts'
import type { WordedRefusal } from './known-refusal.ts'
import { kubernetesRefusals } from './kubernetes.ts'
import { otherServiceRefusals } from './other-services.ts'
import { vaultRefusals } from './vault.ts'

/** All refusals that are known by their words: a file per service, an entry per refusal. Of two that match at one place the first counts. */
export const wordedRefusals: readonly WordedRefusal[] = [
  ...azureDevOpsRefusals,
  ...azureDevOpsTaskRefusals,
  ...azureToolRefusals,
  ...githubRefusals,
  ...awsRefusals,
  ...googleRefusals,
  ...vaultRefusals,
  ...kubernetesRefusals,
  ...otherServiceRefusals,
]
