export type { LintFinding } from './finding/finding.ts'
