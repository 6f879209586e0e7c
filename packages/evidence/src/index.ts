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
export { historyOfRecord } from './record/history-of-record.ts'
