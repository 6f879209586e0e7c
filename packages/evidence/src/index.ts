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
