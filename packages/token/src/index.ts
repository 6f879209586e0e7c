export { type Contract, type EffectiveContract, effectiveContract } from './contract.ts'
export {
  decodeToken,
  MAX_TOKEN_LENGTH,
  readToken,
  type Token,
  type TokenReading,
} from './decode-token.ts'
export { TokenError, type TokenErrorCode, tokenErrors } from './errors.ts'
export { findTokens, startOfRun } from './find-tokens.ts'
export { fingerprint } from './fingerprint.ts'
export { type ForeignTextOptions, foreignJson, foreignLines, foreignText } from './foreign-text.ts'
export { type IssuerKind, issuerKind, issuerNames } from './issuer.ts'
export {
  CLOCK_TOLERANCE_MS,
  type ComparedWith,
  type Finding,
  findingNames,
  isBreach,
  type Judgement,
  judge,
  nothingSeen,
  type Seen,
  type Verdict,
} from './judge.ts'
export { describeMalformed, type MalformedReason, type MalformedToken } from './malformed.ts'
export { type Handover, makeReceipt, type Receipt, type ReceiptParts } from './receipt.ts'
export { connectionOf, readSubject, type Subject } from './subject.ts'
export { ageAt, ENTRA_BACKDATING_MS, type Instant, mintedAt, remainingAt, type Times } from './times.ts'
export { type TokenUse, tokenUse } from './token-use.ts'
