import { styleText } from 'node:util'
import { formatInstant, type Instant } from '@mintwell/clock'
import type { LineKind, RunEvent } from '@mintwell/runner'

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
    this.#write(this.#line(`Run ${number} (${reason}), queued ${formatInstant(queuedAt)}`, 'bold'))
  }

  /** Prints what is to be seen of these events, in one write. */
  events(events: readonly RunEvent[]): void {
    let text = ''
    for (const event of events) {
      const line = describe(event)
      if (line) text += this.#line(line.text, line.style)
    }
    if (text !== '') this.#write(text)
  }

  #line(text: string, style?: Style): string {
    return `${this.#colour && style ? styleText(style, text) : text}\n`
  }
}

/** The line that an event is shown as; undefined for those that are not shown. */
function describe(event: RunEvent): { readonly text: string; readonly style?: Style } | undefined {
  switch (event.kind) {
    case 'job-started': {
      const stage = event.stage === '__default' ? '' : `${event.stage} / `
      return { text: `##[section]Job: ${stage}${event.displayName}`, style: 'green' }
    }
    case 'step-started':
      return { text: `##[section]Starting: ${event.displayName}`, style: 'green' }
    case 'step-finished':
      return {
        text: `##[section]Finishing: ${event.displayName} (${event.result})`,
        style: event.result === 'failed' ? 'red' : 'green',
      }
    case 'line': {
      const { tag, style } = TAGS[event.line]
      return { text: tag + event.text, ...(style ? { style } : {}) }
    }
    case 'attachment':
      return { text: `lab: ${event.type} ${event.name} ${event.path}`.replace(/ +/g, ' '), style: 'dim' }
    case 'run-named':
      return { text: `lab: the run is now named ${event.name}`, style: 'dim' }
    case 'note':
      return { text: `lab: ${event.text}`, style: 'dim' }
    default:
      return undefined
  }
}
