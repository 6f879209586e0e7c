import { html, type Markup } from '../text/markup.ts'
import { anchors } from '../view/anchors.ts'
import type { JobView, LogItem, MarkNote, ResultTone, RunDetail, StepView } from '../view/page-view.ts'
import { chip, picture } from './token-picture.ts'

// Rendered in Node for a history of few runs, and by the page itself, when a run is opened, for one of many.

/** A run that can be opened; without `body` the page's script fills it in when it is. */
export function runSection(run: RunDetail, body: Markup | null, isOpen: boolean): Markup {
  const attributes = isOpen ? html` open` : null
  const more = [run.started, run.lasted === null ? null : `took ${run.lasted}`, run.note].filter(
    (part) => part !== null,
  )
  return html`<details class="run" id="${run.anchor}"${attributes}>
<summary><h3>Run ${run.label}</h3> ${resultBadge(run.result, run.tone)} <span class="more">${more.join(', ')}</span></summary>
<div class="body">${body}</div>
</details>
`
}

/** What is inside of a run. */
export function runBody(run: RunDetail): Markup {
  const link = run.url === null ? null : html`<p><a href="${run.url}" rel="noreferrer">The run at Azure DevOps</a></p>`
  const strays =
    run.strays.length === 0
      ? null
      : html`<h4>Outside of the steps below</h4><ul class="notes">${run.strays.map((note) => html`<li>${noteLine(note)}</li>`)}</ul>`
  return html`${link}<div class="lanes"><p class="caption">Tokens during the run</p>${picture(run.bars, run.marks, { start: null })}</div>
${run.jobs.map((job, index) => jobSection(job, anchors.job(run.anchor, index)))}${strays}${run.leftOut === null ? null : html`<p>${run.leftOut}</p>`}`
}

function jobSection(job: JobView, anchor: string): Markup {
  const about = [job.lasted === null ? null : `took ${job.lasted}`, job.agent === null ? null : `agent: ${job.agent}`]
  return html`<div class="job" id="${anchor}">
<h4>${job.stage === null ? null : `${job.stage} / `}${job.name}</h4> ${resultBadge(job.result, job.tone)} <span class="more">${about.filter((part) => part !== null).join(', ')}</span>
<ol class="steps">${job.steps.map((step, index) => html`<li>${stepSection(step, anchors.step(anchor, index))}</li>`)}</ol>
</div>
`
}

function stepSection(step: StepView, anchor: string): Markup {
  const line =
    step.from === null
      ? null
      : html`<svg class="span" width="100%" height="10" aria-hidden="true"><rect x="0" y="4" width="100%" height="2" class="track"/><rect x="${step.from}%" y="1" width="${Math.max(0.5, (step.until ?? 100) - step.from)}%" height="8" rx="2" class="work ${step.tone}"/></svg>`
  const summary = html`<span class="sign-of ${step.tone}" aria-hidden="true">${RESULT_SIGNS[step.tone]}</span><span class="name">${step.name}<span class="unseen">: ${step.result}</span>${step.tokens.map(chip)}</span><span class="more">${[step.about, step.lasted].filter((part) => part !== null && part !== '').join(', ')}</span>${line}`
  if (step.log.length === 0) return html`<div class="step" id="${anchor}"><div class="head">${summary}</div></div>`
  return html`<details class="step" id="${anchor}"><summary class="head">${summary}</summary>${logOf(step.log)}</details>`
}

/** Runs of lines as preformatted text, with notes and gaps between them. */
function logOf(items: readonly LogItem[]): Markup {
  const blocks: Markup[] = []
  let lines: Markup[] = []
  const endLines = () => {
    // Scrollable, so that it has to be reachable with the keyboard.
    if (lines.length > 0) blocks.push(html`<pre tabindex="0">${lines}</pre>`)
    lines = []
  }
  for (const item of items) {
    if (isLine(item)) {
      const [kind, text] = item
      lines.push(kind === 'p' ? html`${text}\n` : html`<span class="k-${kind}">${text}</span>\n`)
      continue
    }
    endLines()
    if (typeof item === 'number')
      blocks.push(html`<p class="gap">${item === 1 ? '1 line is' : `${item} lines are`} left out</p>`)
    else blocks.push(html`<p class="note ${item.sign === 'r' ? 'bad' : ''}">${noteLine(item)}</p>`)
  }
  endLines()
  return html`<div class="log">${blocks}</div>`
}

function isLine(item: LogItem): item is Extract<LogItem, readonly unknown[]> {
  return Array.isArray(item)
}

function noteLine({ sign, time, text, token }: MarkNote): Markup {
  return html`<svg width="16" height="16" aria-hidden="true"><use href="#s-${sign}" x="8" y="8"/></svg>${token === null ? 'An unknown token' : html`Token ${chip(token)}`} ${text} <span class="more">${time}</span>`
}

const RESULT_SIGNS: Readonly<Record<ResultTone, string>> = { good: '✓', bad: '✗', warning: '!', plain: '–' }

const RESULT_WORDS: Readonly<Record<string, string>> = {
  succeededWithIssues: 'succeeded with issues',
  unfinished: 'did not finish',
}

/** A result with its sign. */
export function resultBadge(result: string, tone: ResultTone): Markup {
  return html`<span class="badge ${tone}"><span aria-hidden="true">${RESULT_SIGNS[tone]} </span>${RESULT_WORDS[result] ?? result}</span>`
}
