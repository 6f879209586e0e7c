import type { History } from '@mintwell/evidence'
import { pageAssets } from '../assets/page-assets.ts'
import { html, type Markup } from '../text/markup.ts'
import type { PageView } from '../view/page-view.ts'
import { pageViewOf, type ReportOptions, type ViewLimits } from '../view/page-view-of.ts'
import type { ReportVerdict } from '../view/report-verdict.ts'
import { driftSection } from './drift-chart.ts'
import { supportSection, tokenTable, verdictSection } from './facts.ts'
import { runBody, runSection } from './run-section.ts'
import { runTable } from './run-table.ts'
import { signShapes } from './token-picture.ts'

/** What a page of ours says in its head, so that no other page is overwritten by one. */
export const pageMark = '<meta name="generator" content="mintwell report">'

/** Up to so many runs are written out; of more, the page writes one when it is opened. */
const MOST_WRITTEN_OUT = 40

/** A page that is larger takes long to open, and mail and tickets refuse it. */
const LARGEST_BYTES = 2_900_000
/** What logs may take of it, and how much room is left for what the page has around its lines. */
const LOG_BYTES = 1_200_000
const MARGIN = 0.85
/** How many runs are shown; fewer where their steps alone are more than a page holds. */
const MOST_RUNS = [1_000, 300, 100, 20] as const

/**
 * One self-contained HTML file: no request, no file beside it, and it runs no script and no style but its own (Content-Security-Policy by their hashes). It stays under 3 MB: what is
 * left out of logs and of old runs is said where it is missing.
 *
 * @param verdict null where nobody judged: then the page says what it counts
 */
export function historyHtml(history: History, verdict: ReportVerdict | null, options: ReportOptions): string {
  const pageWith = (limits: ViewLimits) => pageOf(pageViewOf(history, verdict, options, limits))
  const [runs] = MOST_RUNS
  const whole = pageWith({ logBytes: LOG_BYTES, runs })
  if (sizeOf(whole) <= LARGEST_BYTES) return whole
  const bare = pageWith({ logBytes: 0, runs })
  const room = LARGEST_BYTES - sizeOf(bare)
  if (room < 0) return pageOfFewer(pageWith)
  const page = pageWith({ logBytes: room * MARGIN, runs })
  return sizeOf(page) <= LARGEST_BYTES ? page : bare
}

/** The newest runs alone, without their logs. */
function pageOfFewer(pageWith: (limits: ViewLimits) => string): string {
  let page = ''
  for (const runs of MOST_RUNS.slice(1)) {
    page = pageWith({ logBytes: 0, runs })
    if (sizeOf(page) <= LARGEST_BYTES) break
  }
  return page
}

function sizeOf(page: string): number {
  return new TextEncoder().encode(page).length
}

function pageOf(view: PageView): string {
  const isShort = view.details.length <= MOST_WRITTEN_OUT
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '${pageAssets.scriptHash}'; style-src '${pageAssets.styleHash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${pageMark}
${html`<title>${view.title}: runs and their tokens</title>`.markup}
<style>${pageAssets.style}</style>
</head>
<body>
${bodyOf(view, isShort).markup}
${isShort ? '' : dataOf(view)}<script>${pageAssets.script}</script>
</body>
</html>
`
}

function bodyOf(view: PageView, isShort: boolean): Markup {
  const isOpen = view.details.length === 1
  return html`${signShapes}<a class="skip" href="#each-run">Skip to each run</a>
<header><h1>${view.title}</h1><p class="more">${view.subtitle}</p></header>
<main>
${verdictSection(view.verdict)}${runTable(view)}${view.leftOut.map((text) => html`<p class="hint">${text}</p>`)}${driftSection(view)}${tokenTable(view)}${supportSection(view)}<section aria-labelledby="each-run">
<h2 id="each-run">Each run</h2>
${view.details.map((run) => runSection(run, isShort ? runBody(run) : null, isOpen))}</section>
</main>`
}

/** The runs for the page's script. `<` cannot end the element, as it is written as an escape (HTML standard, 4.12.1.3). */
function dataOf({ details }: PageView): string {
  return `<script type="application/json" id="runs-data">${JSON.stringify(details).replaceAll('<', '\\u003c')}</script>\n<noscript><p>The steps and logs of each run are shown by a script of this page.</p></noscript>\n`
}
