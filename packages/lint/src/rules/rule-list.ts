import { accessTokenNotMapped } from './access-token-not-mapped.ts'
import { azProfileInArtifact } from './az-profile-in-artifact.ts'
import { azureCliForVariables } from './azurecli-for-variables.ts'
import { globalConfig } from './global-config.ts'
import { keepAzCannotHelp } from './keepaz-cannot-help.ts'
import { lateBoundOn } from './late-bound-on.ts'
import { longGap } from './long-gap.ts'
import { pinnedIssuer } from './pinned-issuer.ts'
import type { LintRule } from './rule.ts'
import { secondLogin } from './second-login.ts'
import { secretConnection } from './secret-connection.ts'
import { spnSecretSpread } from './spn-secret-spread.ts'
import { staticArmOidcToken } from './static-arm-oidc-token.ts'
import { tokenAcrossSteps } from './token-across-steps.ts'
import { tokenAsOutput } from './token-as-output.ts'
import { tokenAsPassword } from './token-as-password.ts'
import { tokenHeldByProgram } from './token-held-by-program.ts'
import { tokenInEnvironment } from './token-in-environment.ts'
import { tokenInFile } from './token-in-file.ts'
import { tokenInPlan } from './token-in-plan.ts'
import { tokenNotSecret } from './token-not-secret.ts'
import { tokenOnCommandLine } from './token-on-command-line.ts'
import { unneededLogin } from './unneeded-login.ts'
import { unreferencedConnection } from './unreferenced-connection.ts'

/** All rules, by id. A new one is a file in this folder and a line here. */
export const lintRules: readonly LintRule[] = [
  tokenAcrossSteps,
  tokenNotSecret,
  tokenAsOutput,
  tokenInPlan,
  staticArmOidcToken,
  azProfileInArtifact,
  tokenAsPassword,
  tokenOnCommandLine,
  keepAzCannotHelp,
  azureCliForVariables,
  accessTokenNotMapped,
  pinnedIssuer,
  spnSecretSpread,
  secretConnection,
  longGap,
  unreferencedConnection,
  lateBoundOn,
  globalConfig,
  tokenInEnvironment,
  tokenInFile,
  secondLogin,
  tokenHeldByProgram,
  unneededLogin,
]
