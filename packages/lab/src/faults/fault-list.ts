import { authorizationHidden } from './authorization-hidden.ts'
import { clockSkew } from './clock-skew.ts'
import { connectionUnauthorized } from './connection-unauthorized.ts'
import { credentialNotPropagated } from './credential-not-propagated.ts'
import { credentialRemoved } from './credential-removed.ts'
import { echo } from './echo.ts'
import type { Fault } from './fault.ts'
import { issuerSwitched } from './issuer-switched.ts'
import { jobTokenExpired } from './job-token-expired.ts'
import { keyRotated } from './key-rotated.ts'
import { keysUnreachable } from './keys-unreachable.ts'
import { lateBound } from './late-bound.ts'
import { nullToken } from './null-token.ts'
import { restThrottled } from './rest-throttled.ts'
import { restTokenRevoked } from './rest-token-revoked.ts'
import { slow } from './slow.ts'
import { subjectChanged } from './subject-changed.ts'
import { tenantPolicy } from './tenant-policy.ts'
import { throttled } from './throttled.ts'
import { unavailable } from './unavailable.ts'
import { wrongAudience } from './wrong-audience.ts'

/** All faults, in the order in which they are listed to people. A new one is a file beside this and a line here. */
export const faultList: readonly Fault[] = [
  echo,
  lateBound,
  slow,
  unavailable,
  throttled,
  clockSkew,
  keyRotated,
  keysUnreachable,
  credentialRemoved,
  credentialNotPropagated,
  issuerSwitched,
  subjectChanged,
  wrongAudience,
  tenantPolicy,
  connectionUnauthorized,
  jobTokenExpired,
  nullToken,
  restThrottled,
  restTokenRevoked,
  authorizationHidden,
]
