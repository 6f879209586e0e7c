import { styleText } from 'node:util'
import { formatInstant, type Instant } from '@mintwell/clock'
import type { LineKind, RunEvent } from '@mintwell/pipeline'

type Style = Parameters<typeof styleText>[0]

const TAGS: Readonly<Record<LineKind, { readonly tag: string; readonly style?: Style }>> = {
  plain: { tag: '' },
  command: { tag: '[command]', style: 'cyan' },
  section: { tag: '##[section]', style: 'green' },
  group: { tag: '##[group]', style: 'bold' },
  endgroup: { tag: '##[endgroup]' },
  warning: { tag: '##[warning]', style: 'yellow' },
  error: { tag: '##[error]', style: 'red' },
  debug: { tag: '##[debug]', style: 'magenta' },
}

/** Prints what a pipeline's log prints, live, a group per step; colours only for terminals. Lines come masked. */
export class LogPrinter {
  readonly #write: (text: string) => void
  readonly #colour: boolean

  constructor(write: (text: string) => void, colour: boolean) {
    this.#write = write
    this.#colour = colour
  }

  runStarted(number: number, reason: string, queuedAt: Instant): void {
    this.#line(`Run ${number} (${reason}), queued ${formatInstant(queuedAt)}`, 'bold')
  }

  event(event: RunEvent): void {
    switch (event.kind) {
      case 'job-started':
        return this.#line(`##[section]Job: ${event.stage === '__default' ? '' : `${event.stage} / `}${event.displayName}`, 'green')
      case 'step-started':
        return this.#line(`##[section]Starting: ${event.displayName}`, 'green')
      case 'step-finished':
        return this.#line(`##[section]Finishing: ${event.displayName} (${event.result})`, event.result === 'failed' ? 'red' : 'green')
      case 'line': {
        const { tag, style } = TAGS[event.line]
        return this.#line(tag + event.text, style)
      }
      case 'attachment':
        return this.#line(`lab: ${event.type} ${event.name} ${event.path}`.replace(/ +/g, ' '), 'dim')
      case 'run-named':
        return this.#line(`lab: the run is now named ${event.name}`, 'dim')
      case 'note':
        return this.#line(`lab: ${event.text}`, 'dim')
      default:
    }
  }

  #line(text: string, style?: Style): void {
    this.#write(`${this.#colour && style ? styleText(style, text) : text}\n`)
  }
}
