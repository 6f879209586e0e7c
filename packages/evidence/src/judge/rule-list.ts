import { clockSkew } from './clock-skew.ts'
import { echo } from './echo.ts'
import { heldTooLong } from './held-too-long.ts'
import { lateBound } from './late-bound.ts'
import { notPropagated } from './not-propagated.ts'
import { rotation } from './rotation.ts'
import type { MechanismRule } from './rule.ts'
import { spent } from './spent.ts'

/** All mechanisms; of two that are as certain in a run the first explains it. A new one is a file beside this and a line here. */
export const ruleList: readonly MechanismRule[] = [
  spent,
  rotation,
  notPropagated,
  lateBound,
  echo,
  heldTooLong,
  clockSkew,
]
