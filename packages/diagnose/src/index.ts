export type { AssertionIssuer } from './assertion-issuer.ts'
export { entraAliases, entraRefusals } from './entra-refusals.ts'
export { type ExplainedAssertion, type ExplainedRefusal, type Explanation, explainText } from './explain-text.ts'
export { formatExplanation } from './format-explanation.ts'
export type { KnownRefusal } from './known-refusal.ts'
export type { Mechanism, MechanismName } from './mechanisms.ts'
export { sayDuration } from './moment.ts'
export { type WordedRefusal, wordedRefusals } from './other-refusals.ts'
export type { RefusalValues } from './refusal-values.ts'
export {
  azureDevOpsMessage,
  azureDevOpsTokenRefusal,
  azureDevOpsTokenRefusals,
  type TokenRequestAnswer,
  type TokenRequestRefusal,
  type TokenRequestRefusalKind,
} from './refusals/azure-devops-token-requests.ts'
