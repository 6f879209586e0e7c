import type { History } from '@mintwell/evidence'
import { pageAssets } from '../assets/page-assets.ts'
import { html, type Markup } from '../text/markup.ts'
import type { PageView } from '../view/page-view.ts'
import { pageViewOf, type ReportOptions, type ViewLimits } from '../view/page-view-of.ts'
import type { ReportVerdict } from '../view/report-verdict.ts'
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
/** Tried one after the other until the page is small enough: first logs are left out, then runs. */
const LIMITS: readonly ViewLimits[] = [
  { logBytes: 1_200_000, runs: 1_000 },
  { logBytes: 600_000, runs: 1_000 },
  { logBytes: 200_000, runs: 1_000 },
  { logBytes: 0, runs: 1_000 },
  { logBytes: 0, runs: 300 },
  { logBytes: 0, runs: 100 },
  { logBytes: 0, runs: 20 },
]

/**
 * One self-contained HTML file: no request, no file beside it, and it runs no script and no style but its own (Content-Security-Policy by their hashes). It stays under 3 MB: what is
 * left out of logs and of old runs is said where it is missing.
 *
 * @param verdict null where nobody judged: then the page says what it counts
 */
export function historyHtml(history: History, verdict: ReportVerdict | null, options: ReportOptions): string {
  let page = ''
  for (const limits of LIMITS) {
    page = pageOf(pageViewOf(history, verdict, options, limits))
    if (new TextEncoder().encode(page).length <= LARGEST_BYTES) break
  }
  return page
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
${verdictSection(view.verdict)}${runTable(view)}${view.leftOut.map((text) => html`<p class="hint">${text}</p>`)}${tokenTable(view)}${supportSection(view)}<section aria-labelledby="each-run">
<h2 id="each-run">Each run</h2>
${view.details.map((run) => runSection(run, isShort ? runBody(run) : null, isOpen))}</section>
</main>`
}

/** The runs for the page's script. `<` cannot end the element, as it is written as an escape (HTML standard, 4.12.1.3). */
function dataOf({ details }: PageView): string {
  return `<script type="application/json" id="runs-data">${JSON.stringify(details).replaceAll('<', '\\u003c')}</script>\n<noscript><p>The steps and logs of each run are shown by a script of this page.</p></noscript>\n`
}
