import { html, type Markup } from '../text/markup.ts'
import type { MarkSign, TokenSign, ValidityBar } from '../view/page-view.ts'

/** The signs, drawn once and used everywhere: open circle, diamond, filled circle, cross. */
export const signShapes: Markup = html`<svg class="shapes" width="0" height="0" aria-hidden="true"><defs>
<g id="s-t"><circle r="6" class="sign open"/></g>
<g id="s-l"><path d="M0-6 6 0 0 6-6 0Z" class="sign open"/></g>
<g id="s-a"><circle r="3.6" class="sign full"/></g>
<g id="s-r"><path d="M-5.5-5.5 5.5 5.5M-5.5 5.5 5.5-5.5" class="cross halo"/><path d="M-5.5-5.5 5.5 5.5M-5.5 5.5 5.5-5.5" class="cross"/></g>
</defs></svg>`

/** What the signs mean, for those who see them. */
export function legend(): Markup {
  const entry = (sign: MarkSign['sign'], text: string) =>
    html`<li><svg width="16" height="16" aria-hidden="true"><use href="#s-${sign}" x="8" y="8"/></svg>${text}</li>`
  return html`<ul class="legend">
<li><svg width="28" height="16" aria-hidden="true"><rect x="0" y="4" width="28" height="8" rx="2" class="bar c0"/></svg>valid: one colour and letter for each token</li>
${[entry('t', 'taken by a step'), entry('l', 'presented by az login'), entry('a', 'accepted'), entry('r', 'refused')]}
</ul>`
}

/** Validity as bars and what was done with the tokens as signs; the text beside says the same, so that it is no image to those who hear it. */
export function picture(
  bars: readonly ValidityBar[],
  marks: readonly MarkSign[],
  { start }: { readonly start: number | null },
): Markup {
  const height = Math.max(30, bars.length * 16 + 8)
  const middle = height / 2
  const zero = start === null ? null : html`<line x1="${start}%" x2="${start}%" y1="0" y2="${height}" class="zero"/>`
  return html`<svg class="lane" width="100%" height="${height}" aria-hidden="true">${zero}${bars.map((bar, index) =>
    barOf(bar, bars.length === 1 ? middle - 8 : 4 + index * 16, bars.length === 1 ? 16 : 14),
  )}${marks.map(({ sign, place }) => html`<use href="#s-${sign}" x="${place}%" y="${middle}"/>`)}</svg>`
}

/** A bar, with its letter where it is wide enough. */
function barOf({ letter, colour, from, until, goesOn }: ValidityBar, y: number, height: number): Markup {
  const width = Math.max(0.3, Math.round((until - from) * 100) / 100)
  const text =
    width > 6 ? html`<text x="${from}%" dx="${from === 0 ? 2 : 6}" y="${y + height - 4}">${letter}</text>` : null
  const more = goesOn ? html`<text x="${until}%" dx="-10" y="${y + height - 4}">›</text>` : null
  return html`<rect x="${from}%" y="${y}" width="${width}%" height="${height}" rx="2" class="bar c${colour}"/>${text}${more}`
}

/** A token's letter in its colour's frame. */
export function chip({ letter, colour }: TokenSign): Markup {
  return html`<span class="chip c${colour}">${letter}</span>`
}
