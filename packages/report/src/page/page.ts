import type { History } from '@mintwell/evidence'

/** A page that was written: its text, ready to be saved. */
export interface ReportPage {
  readonly history: History
  readonly html: string
}
