export { historyHtml, pageMark } from './html/history-html.ts'
export { historyMarkdown } from './markdown/history-markdown.ts'
export type { ReportOptions } from './view/page-view-of.ts'
export type { ReportVerdict } from './view/report-verdict.ts'
