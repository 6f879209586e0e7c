import { styleText } from 'node:util'
import type { Envelope, LineKind } from '@mintwell/record'
import { foreignText } from '@mintwell/token'

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

  /** Prints what people see of these, in one write. */
  envelopes(envelopes: readonly Envelope[]): void {
    let text = ''
    for (const envelope of envelopes) {
      const line = describe(envelope)
      if (line) text += this.#line(line.text, line.style)
    }
    if (text !== '') this.#write(text)
  }

  #line(text: string, style?: Style): string {
    return `${this.#colour && style ? styleText(style, text) : text}\n`
  }
}

interface Line {
  readonly text: string
  readonly style?: Style
}

/** The line that an event is shown as; undefined for those that are not shown. */
function describe(envelope: Envelope): Line | undefined {
  if (envelope.from === 'session' && envelope.event.kind === 'run-queued') {
    const { reason, queuedAt } = envelope.event
    return { text: `Run ${envelope.run} (${reason}), queued ${queuedAt}`, style: 'bold' }
  }
  return envelope.from === 'runner' ? describeRunner(envelope.event) : undefined
}

function describeRunner(event: Extract<Envelope, { from: 'runner' }>['event']): Line | undefined {
  switch (event.kind) {
    case 'job-started': {
      const stage = event.stage === '__default' ? '' : `${event.stage} / `
      return { text: `##[section]Job: ${foreignText(`${stage}${event.displayName}`)}`, style: 'green' }
    }
    case 'step-started':
      return { text: `##[section]Starting: ${foreignText(event.displayName)}`, style: 'green' }
    case 'step-finished':
      return {
        text: `##[section]Finishing: ${foreignText(event.displayName)} (${event.result})`,
        style: event.result === 'failed' ? 'red' : 'green',
      }
    case 'line': {
      const { tag, style } = TAGS[event.line]
      return { text: tag + event.text, ...(style ? { style } : {}) }
    }
    case 'attachment':
      return { text: foreignText(`lab: ${event.type} ${event.name} ${event.path}`.replace(/ +/g, ' ')), style: 'dim' }
    case 'run-named':
      return { text: foreignText(`lab: the run is now named ${event.name}`), style: 'dim' }
    case 'note':
      return { text: foreignText(`lab: ${event.text}`), style: 'dim' }
    default:
      return undefined
  }
}
