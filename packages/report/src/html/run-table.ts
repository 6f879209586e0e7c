import { html, type Markup } from '../text/markup.ts'
import type { PageView, RunRow } from '../view/page-view.ts'
import { resultBadge } from './run-section.ts'
import { chip, legend, picture } from './token-picture.ts'

/** Above this many runs the failed ones can be shown alone. */
const MANY_RUNS = 20

/** The picture: a row a run. Roles are written out, since the narrow layout takes the display of a table away from it. */
export function runTable(view: PageView): Markup {
  const filter =
    view.rows.length > MANY_RUNS
      ? html`<p class="filter" hidden><label><input type="checkbox" id="only-bad"> Only runs that failed or were refused</label></p>`
      : null
  return html`<section aria-labelledby="runs-heading">
<h2 id="runs-heading">Runs and their tokens</h2>
<p class="hint">Each bar shows when a token is valid, counted from the start of its run. Hours are drawn closer together than minutes.</p>
${legend()}${filter}
<table class="runs" role="table" aria-labelledby="runs-heading">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Run</th><th scope="col" role="columnheader">Started</th><th scope="col" role="columnheader" class="wide"><span class="unseen">Validity of the tokens</span>${axis(view)}</th><th scope="col" role="columnheader">Token</th><th scope="col" role="columnheader">Its age</th><th scope="col" role="columnheader">Validity</th><th scope="col" role="columnheader">Result</th></tr></thead>
<tbody role="rowgroup">
${view.rows.map((row) => rowOf(row, view.start))}</tbody>
</table>
</section>
`
}

function axis({ axis: ticks }: PageView): Markup {
  return html`<svg class="axis" width="100%" height="18" aria-hidden="true">${ticks.map(({ place, label }) => {
    const anchor = place < 6 ? 'start' : place > 94 ? 'end' : 'middle'
    return html`<text x="${place}%" y="13" text-anchor="${anchor}">${label}</text>`
  })}</svg>`
}

function rowOf(row: RunRow, start: number): Markup {
  const isBad = row.tone === 'bad' || row.codes.length > 0
  return html`<tr role="row"${isBad ? html` class="bad"` : null}><th scope="row" role="rowheader"><a href="#${row.anchor}">${row.label}</a></th><td role="cell" class="when">${row.started ?? 'unknown'}${row.since === null ? null : html` <span class="more">+${row.since}</span>`}</td><td role="cell" class="wide">${picture(row.bars, row.marks, { start })}</td><td role="cell" class="chips">${row.tokens.length === 0 ? html`<span class="more">none seen</span>` : row.tokens.slice(0, 6).map(chip)}</td><td role="cell" class="age">${row.age}</td><td role="cell" class="left${row.isLate ? ' late' : ''}">${row.left}</td><td role="cell" class="result">${resultBadge(row.result, row.tone)}${row.codes.map(({ text, anchor }) => html` <a href="#${anchor}"><code>${text}</code></a>`)}${row.mechanism === null ? null : html` <span class="more">${row.mechanism}</span>`}</td></tr>
`
}
