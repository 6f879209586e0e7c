import type { Judgement, TokenReading } from '@mintwell/token'
import type { Signature } from './signature.ts'
import type { Problem } from './token-problems.ts'

/** A token of a text, read and judged; compared with those before it. */
export interface InspectedToken {
  readonly reading: TokenReading
  readonly judgement: Judgement
  /** What makes an exchange fail although the token itself may be fine. */
  readonly problems?: readonly Problem[]
  /** Whether its issuer signed it; where that was asked. */
  readonly signature?: Signature | undefined
}
