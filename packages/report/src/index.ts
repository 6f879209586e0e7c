export type { ReportPage } from './page/page.ts'
