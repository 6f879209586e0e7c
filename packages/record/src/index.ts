export { codes, RecordError, type RecordErrorCode } from './errors.ts'
export { type ClientEvent, factsOf, type TokenFacts, type TokenTaken } from './events/client-event.ts'
export { createEnvelopes, type Envelope, type Told } from './events/envelope.ts'
export type { Issue, LineKind, Result, RunEvent } from './events/run-event.ts'
export type {
  EventCaller,
  Exchange,
  IdTokenIssued,
  RefusalReason,
  ServiceEvent,
  TokenTimes,
} from './events/service-event.ts'
export type { About, SessionEvent } from './events/session-event.ts'
export type { StepIdentity } from './events/step-identity.ts'
export { foldRuns, type RunFold, startRunFold } from './folds/fold-runs.ts'
export type {
  ExchangeRecord,
  JobRecord,
  RefusalRecord,
  RunDocument,
  RunRecord,
  StageRecord,
  StepRecord,
} from './folds/run-record.ts'
export { answerOf, isRefused, refusalsOf, type Totals, totalsOf } from './folds/totals.ts'
export { type HandedOver, handedOver, type Wait } from './folds/waits.ts'
export { type RecordFile, readRecord } from './read-record.ts'
export { detailTables, receiptTable } from './tables/details.ts'
export { layOut, type Paint, type Tone } from './tables/lay-out.ts'
export { type StepNames, stepNames } from './tables/step-names.ts'
export { plainPaint, summaryTable, type TableStyle, totalsLine, USUAL_WIDTH } from './tables/summary.ts'
