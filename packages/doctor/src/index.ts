export type { CheckResult } from './check/check.ts'
