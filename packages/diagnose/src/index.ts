export type { AssertionIssuer } from './assertion/assertion-issuer.ts'
export { findLateBound } from './assertion/late-bound.ts'
export type { Mechanism, MechanismName } from './assertion/mechanisms.ts'
export type { SeenToken } from './assertion/seen-tokens.ts'
export type { CureContext } from './cures/cure.ts'
export { curesFor, experiment } from './cures/cures.ts'
export { explainText } from './explain/explain-text.ts'
export type { ExplainedAssertion, ExplainedRefusal } from './explain/explained-refusal.ts'
export { createExplainer, type Explainer, type Explanation, explainerMaker, type Known } from './explain/explainer.ts'
export { type ExplanationBlock, type ExplanationEntry, explanationBlocks } from './explain/explanation-entries.ts'
export { formatExplanation, wrapWords } from './explain/format-explanation.ts'
export {
  azureDevOpsMessage,
  azureDevOpsTokenRefusal,
  azureDevOpsTokenRefusals,
  type TokenRequestAnswer,
  type TokenRequestRefusal,
  type TokenRequestRefusalKind,
} from './refusals/azure-devops-token-requests.ts'
export { entraAliases, entraRefusals } from './refusals/entra.ts'
export type { Circumstances, KnownRefusal, RefusalVariant, WordedRefusal } from './refusals/known-refusal.ts'
export { type RefusalCause, refusalCause } from './refusals/refusal-cause.ts'
export type { RefusalValues } from './refusals/refusal-values.ts'
export { wordedRefusals } from './refusals/worded-refusals.ts'
export type { Speaker } from './speakers/speakers.ts'
export { sayDuration } from './text/moment.ts'
export { type Utf8Pieces, utf8Pieces } from './text/utf8-pieces.ts'
