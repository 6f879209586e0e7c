import type { CheckResult } from '../check/check.ts'
import type { Facts } from '../facts/facts.ts'
import { authorities } from './authorities.ts'
import { az } from './az.ts'
import { azProfile } from './az-profile.ts'
import { budget } from './budget.ts'
import { canAsk } from './can-ask.ts'
import { certificates } from './certificates.ts'
import { clock } from './clock.ts'
import { connection } from './connection.ts'
import { dns } from './dns.ts'
import { issuer } from './issuer.ts'
import { jobToken } from './job-token.ts'
import { lateBoundFlag } from './late-bound-flag.ts'
import { mechanism } from './mechanism.ts'
import { partyRules } from './party-rules.ts'
import { proxy } from './proxy.ts'
import { reachable } from './reachable.ts'
import { refresh } from './refresh.ts'
import { surroundings } from './surroundings.ts'
import { taskVersion } from './task-version.ts'

/** A check judges the facts; it asks nobody. */
export type Check = (facts: Facts) => CheckResult | readonly CheckResult[]

/** All checks, in the order in which they are told. A new one is a file beside these and a line here. */
export const checkList: readonly Check[] = [
  mechanism,
  canAsk,
  jobToken,
  connection,
  lateBoundFlag,
  issuer,
  refresh,
  budget,
  partyRules,
  reachable,
  dns,
  proxy,
  certificates,
  authorities,
  clock,
  az,
  azProfile,
  taskVersion,
  surroundings,
]
