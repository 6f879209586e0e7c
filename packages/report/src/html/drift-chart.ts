import { html, type Markup } from '../text/markup.ts'
import type { PageView } from '../view/page-view.ts'

/** When within the day the runs started, against the end of their tokens: which side of it a run starts on decides which token it gets. */
export function driftSection({ drift, verdict }: PageView): Markup {
  if (drift === null) return verdict.drift === null ? html`` : html`<p class="hint">${verdict.drift}</p>`
  const { top, bottom, points, ends } = drift
  const label = verdict.drift ?? `Starts of the runs within the day, from ${bottom} to ${top}.`
  return html`<section aria-labelledby="drift-heading">
<h2 id="drift-heading">Drift</h2>
<p class="hint">${verdict.drift === null ? null : html`${verdict.drift} `}A sign is the start of a run within the day, from the first run to the last${ends.length === 0 ? null : html`; a line is the time at which its token expires`}.</p>
<div class="drift"><span class="more">${top}</span><svg width="100%" height="120" role="img" aria-label="${label}">${ends.map(
    ({ from, width, height, colour }) =>
      html`<line x1="${from}%" x2="${Math.round((from + width) * 100) / 100}%" y1="${height}%" y2="${height}%" class="end c${colour}"/>`,
  )}${points.map(({ sign, place, height }) => html`<use href="#s-${sign}" x="${place}%" y="${height}%"/>`)}</svg><span class="more">${bottom}</span></div>
</section>
`
}
