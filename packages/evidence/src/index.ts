export type { KnownRun } from './gather/pieces.ts'
export { type LogFile, type LogsReading, readLogs } from './gather/read-logs.ts'
export type {
  History,
  HistoryAgent,
  HistoryJob,
  HistoryLine,
  HistoryRun,
  HistoryStep,
  HistoryToken,
  TokenMark,
} from './history/history.ts'
export {
  type HistoryMechanism,
  type HistoryVerdict,
  historyMechanisms,
  type MechanismFinding,
  type TokenReuse,
  type VerdictCertainty,
  type VerdictReason,
} from './history/history-verdict.ts'
export { classify } from './judge/classify.ts'
export { pseudonymise } from './pseudonyms/pseudonymise.ts'
export { historyOfReceipts } from './record/history-of-receipts.ts'
export { historyOfRecord } from './record/history-of-record.ts'
export { findLeaks } from './redaction/redact.ts'
export { type ComparedRun, compareWithScenario, type ScenarioComparison } from './scenario/compare-outcomes.ts'
export type { RunOutcome, Scenario, ScenarioRun } from './scenario/scenario.ts'
export { scenarioOf } from './scenario/scenario-of.ts'
