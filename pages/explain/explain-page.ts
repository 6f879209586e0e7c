// The script of the explain page: hands texts and files to the explainer, piece by piece, and shows what it says.
import { createExplainer, type Explanation, formatExplanation, utf8Pieces } from '@mintwell/diagnose'
import { showExplanation } from './show-explanation.ts'

/** How much is read at a time, in bytes: a few milliseconds of work, between which the page stays alive. */
const PIECE_BYTES = 262_144
/** How long a reader may go on typing before the text is read, in milliseconds. */
const TYPING_MS = 250

const NOTHING =
  'Nothing in this text is recognised: it has no AADSTS code with a message, and no refusal of Azure DevOps, GitHub, AWS, Google, Vault or Kubernetes that is known here. ' +
  'Give the whole log, with System.Debug: true if it is one of Azure Pipelines. A code that is only named in a sentence is not explained: give the code alone to look it up.'

const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E
const text = element<HTMLTextAreaElement>('text')
const files = element<HTMLInputElement>('files')
const status = element('status')
const answer = element('answer')
const progress = element<HTMLProgressElement>('progress')

/** The reading in progress; another one takes its place. */
let current: AbortController | undefined
let explained: Explanation | undefined
let typing: ReturnType<typeof setTimeout> | undefined

/** Explains blobs one after the other as one text, as the command does with its files. */
async function explain(blobs: readonly Blob[]): Promise<void> {
  current?.abort()
  const own = new AbortController()
  current = own
  show(undefined, 'Reading…')
  const total = blobs.reduce((sum, { size }) => sum + size, 0)
  element('progress-row').hidden = total < 4 * PIECE_BYTES
  try {
    const explanation = await read(blobs, own.signal, (done) => {
      progress.value = total === 0 ? 1 : done / total
    })
    if (own.signal.aborted) return
    show(explanation, sayCount(explanation, blobs))
  } catch (error) {
    if (!own.signal.aborted)
      show(undefined, `The text cannot be read: ${error instanceof Error ? error.message : 'unknown error'}`)
  } finally {
    if (current === own) element('progress-row').hidden = true
  }
}

async function read(
  blobs: readonly Blob[],
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<Explanation> {
  const explainer = createExplainer()
  let done = 0
  for (const blob of blobs) {
    const pieces = utf8Pieces()
    for (let start = 0; start < blob.size && !signal.aborted; start += PIECE_BYTES) {
      explainer.push(pieces.push(new Uint8Array(await blob.slice(start, start + PIECE_BYTES).arrayBuffer())))
      done += Math.min(PIECE_BYTES, blob.size - start)
      onProgress(done)
      // What the browser has to do meanwhile, such as a press of a button, comes first.
      await new Promise((resolve) => setTimeout(resolve))
    }
    explainer.push(pieces.end())
  }
  return explainer.finish()
}

function sayCount({ findings }: Explanation, blobs: readonly Blob[]): string {
  if (blobs.every(({ size }) => size === 0)) return 'Nothing to explain yet.'
  if (findings.length === 0) return NOTHING
  return findings.length === 1 ? '1 refusal is explained.' : `${findings.length} refusals are explained.`
}

function show(explanation: Explanation | undefined, words: string): void {
  explained = explanation
  status.textContent = words
  answer.replaceChildren(...(explanation === undefined ? [] : showExplanation(explanation)))
  element('copy-row').hidden = explanation === undefined || explanation.findings.length === 0
  element('copied').textContent = ''
}

async function copy(words: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(words)
    element('copied').textContent = 'copied'
  } catch {
    element('copied').textContent = 'this browser does not let a page copy'
  }
}

text.addEventListener('input', () => {
  clearTimeout(typing)
  files.value = ''
  typing = setTimeout(() => void explain([new Blob([text.value])]), TYPING_MS)
})
files.addEventListener('change', () => {
  text.value = ''
  void explain([...(files.files ?? [])])
})
// The same file can be chosen again: it may have grown.
files.addEventListener('click', () => {
  files.value = ''
})
element('stop').addEventListener('click', () => {
  current?.abort()
  show(undefined, 'Stopped.')
})
element('clear').addEventListener('click', () => {
  text.value = ''
  files.value = ''
  void explain([])
  text.focus()
})
element('copy-text').addEventListener('click', () => void copy(explained ? formatExplanation(explained) : ''))
element('copy-json').addEventListener('click', () => void copy(explained ? JSON.stringify(explained, null, 2) : ''))

// The whole page takes files: a browser would open what is dropped beside a smaller place.
document.addEventListener('dragover', (event) => {
  event.preventDefault()
  document.body.classList.add('over')
})
document.addEventListener('dragleave', () => document.body.classList.remove('over'))
document.addEventListener('drop', (event) => {
  event.preventDefault()
  document.body.classList.remove('over')
  const dropped = [...(event.dataTransfer?.files ?? [])]
  const words = event.dataTransfer?.getData('text/plain') ?? ''
  if (dropped.length > 0) void explain(dropped)
  else if (words !== '') {
    text.value = words
    void explain([new Blob([words])])
  }
})
