import { html, type Markup } from '../text/markup.ts'
import type { PageView, ResultTone, SupportCase, TokenView, VerdictView } from '../view/page-view.ts'
import { chip } from './token-picture.ts'

/** What happened, why, and what to do: what is read first. */
export function verdictSection(verdict: VerdictView): Markup {
  const reasons = verdict.reasons.map(
    ({ text, anchor }) =>
      html`<li>${withCode(text)}${anchor === null ? null : html` <a href="#${anchor}">Show the run</a>`}</li>`,
  )
  const items = (texts: readonly string[]) => texts.map((text) => html`<li>${withCode(text)}</li>`)
  return html`<section class="verdict ${verdict.tone}" aria-labelledby="verdict-heading">
<h2 id="verdict-heading"><span aria-hidden="true">${SIGNS[verdict.tone]} </span>${verdict.summary}</h2>
${verdict.mechanism === '' ? null : html`<p class="mechanism">Mechanism: <strong>${verdict.mechanism}</strong></p>`}
<div class="columns">${listOf('Why', reasons, 'ul')}${listOf('What to do', items(verdict.cures), 'ol')}${listOf('To be sure', items(verdict.experiment), 'ul')}${listOf('What repeats', items(verdict.reuses), 'ul')}</div>
</section>
`
}

function listOf(title: string, entries: readonly Markup[], tag: 'ul' | 'ol'): Markup | null {
  if (entries.length === 0) return null
  const list = tag === 'ol' ? html`<ol>${entries}</ol>` : html`<ul>${entries}</ul>`
  return html`<div><h3>${title}</h3>${list}</div>`
}

/** Commands stand in backquotes, as in Markdown. */
function withCode(text: string): readonly Markup[] {
  return text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
}

const SIGNS: Readonly<Record<ResultTone, string>> = { good: '✓', bad: '✗', warning: '?', plain: '–' }

/** More are folded up. */
const MANY_TOKENS = 12

/** Each token with what it says of itself. */
export function tokenTable({ tokens }: PageView): Markup {
  if (tokens.length === 0) return html``
  const table = html`<table class="tokens" role="table" aria-labelledby="tokens-heading">
<thead role="rowgroup"><tr role="row">${['Token', 'Use', 'Times', 'Issued by, for', 'SHA-256'].map((name) => html`<th scope="col" role="columnheader">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${tokens.map(tokenRow)}</tbody></table>`
  const body =
    tokens.length > MANY_TOKENS
      ? html`<details><summary>Show ${tokens.length} tokens</summary>${table}</details>`
      : table
  return html`<section aria-labelledby="tokens-heading">
<h2 id="tokens-heading">Tokens</h2>
${body}
</section>
`
}

function tokenRow(token: TokenView): Markup {
  const refused = token.refused === 0 ? null : html`, <strong class="late">refused ×${token.refused}</strong>`
  const times = lines([
    ['minted', token.minted],
    ['from', token.from],
    ['until', token.until],
    ['lifetime', token.lifetime],
  ])
  const identity = lines([
    ['issuer', token.issuer],
    ['subject', token.subject],
    ['audience', token.audience],
  ])
  return html`<tr role="row"><th scope="row" role="rowheader">${chip(token)}</th><td role="cell">${token.use}${refused}</td><td role="cell" class="times">${times}</td><td role="cell">${identity}</td><td role="cell"><code>${token.fingerprint ?? 'unknown'}</code></td></tr>
`
}

function lines(entries: readonly (readonly [name: string, value: string | null])[]): Markup {
  const known = entries.flatMap(([name, value]) =>
    value === null ? [] : html`<li><span class="more">${name}</span> ${value}</li>`,
  )
  return known.length === 0 ? html`unknown` : html`<ul class="lines">${known}</ul>`
}

/** What support asks for, to be copied. */
export function supportSection({ support }: PageView): Markup {
  if (support.length === 0) return html``
  return html`<section aria-labelledby="support-heading">
<h2 id="support-heading">What support asks for</h2>
<p class="hint">No token and no secret is in it.</p>
${support.map(supportCase)}</section>
`
}

/** The last case is the one that is asked about; those before it are folded up. */
function supportCase({ title, facts }: SupportCase, index: number): Markup {
  const id = `support-${index + 1}`
  const isOpen = index === 0 ? html` open` : null
  return html`<details class="case"${isOpen}><summary><h3 id="${id}-title">${title}</h3></summary>
<p><button type="button" class="copy" data-copies="${id}" hidden>Copy</button><span role="status" class="more"></span></p>
<table id="${id}" class="facts" aria-labelledby="${id}-title"><tbody>${facts.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table></details>
`
}
