// The script of a report: it makes the page handier and is needed for nothing but the steps of a long history. It asks no server for anything.
import { runBody } from '../src/html/run-section.ts'
import type { RunDetail } from '../src/view/page-view.ts'

const waiting = new Map<string, RunDetail>()

function readData(): void {
  const data = document.getElementById('runs-data')?.textContent
  if (data) for (const run of JSON.parse(data) as readonly RunDetail[]) waiting.set(run.anchor, run)
}

/** Writes a run's steps when it is first opened. What is written was escaped by the same code that writes the rest of the page. */
function fill(details: Element): void {
  const run = waiting.get(details.id)
  const body = details.querySelector(':scope > .body')
  if (!run || !body) return
  waiting.delete(run.anchor)
  body.innerHTML = runBody(run).markup
}

/** Opens what a link leads to, and everything around it. */
function openTarget(): void {
  const name = location.hash.slice(1)
  const run = document.getElementById(/^run-\d+/.exec(name)?.[0] ?? '')
  if (run) fill(run)
  const target = document.getElementById(name)
  if (!target) return
  for (let at: Element | null = target; at; at = at.parentElement) {
    if (!(at instanceof HTMLDetailsElement)) continue
    fill(at)
    at.open = true
  }
  target.scrollIntoView()
}

function textOf(table: Element): string {
  const rows = [...table.querySelectorAll('tr')]
  return rows.map((row) => [...row.children].map((cell) => cell.textContent.trim()).join(': ')).join('\n')
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const table = document.getElementById(button.dataset.copies ?? '')
  const status = button.nextElementSibling
  if (!table || !status) return
  try {
    await navigator.clipboard.writeText(textOf(table))
    status.textContent = 'copied'
  } catch {
    // A page that was opened from a file may not have the right: what it selects can be copied by hand.
    getSelection()?.selectAllChildren(table)
    status.textContent = 'selected: copy it with Ctrl+C'
  }
}

function filterRuns(isOnlyBad: boolean): void {
  document.body.classList.toggle('only-bad', isOnlyBad)
}

/** Logs that are folded up are printed too. */
function openForPrint(): void {
  for (const details of document.querySelectorAll('details.run[open] details.step'))
    (details as HTMLDetailsElement).open = true
}

readData()
document.addEventListener(
  'toggle',
  ({ target }) => {
    if (target instanceof HTMLDetailsElement && target.open) fill(target)
  },
  true,
)
for (const button of document.querySelectorAll<HTMLButtonElement>('button.copy')) {
  button.hidden = false
  button.addEventListener('click', () => void copy(button))
}
const only = document.getElementById('only-bad')
if (only instanceof HTMLInputElement) {
  const paragraph = only.closest('p')
  if (paragraph) paragraph.hidden = false
  only.addEventListener('change', () => filterRuns(only.checked))
}
addEventListener('hashchange', openTarget)
addEventListener('beforeprint', openForPrint)
openTarget()
