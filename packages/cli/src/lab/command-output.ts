import { LineMasker, type Masker, parseCommand } from '@mintwell/runner'

/** A line that does not end is given out in parts of this many bytes. */
const LONGEST_LINE = 1_048_576
const LINE_END = 0x0a

/** Who reads what a command of the lab writes. */
export interface OutputReader {
  /** Takes what is to be shown. */
  readonly write: (bytes: Uint8Array) => void
  /** Sees each line, with secrets masked. */
  readonly see?: (line: string) => void
  /** An agent around the lab reads logging commands of these kinds itself: they go through as they are. */
  readonly agent: { readonly azurePipelines: boolean; readonly githubActions: boolean }
}

/**
 * One stream of a command's output, as an agent reads it: what is registered as a secret is shown as `***`, and no logging command is shown that somebody could take for one.
 * Bytes that are no text come through as they are: each byte is a character here.
 */
export class MaskedOutput {
  readonly #masker: Masker
  readonly #lines: LineMasker
  readonly #reader: OutputReader
  #rest = Buffer.alloc(0)

  constructor(masker: Masker, reader: OutputReader) {
    this.#masker = masker
    this.#lines = new LineMasker(masker)
    this.#reader = reader
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk])
    let start = 0
    let shown = ''
    for (let end = bytes.indexOf(LINE_END, this.#rest.length); end !== -1; end = bytes.indexOf(LINE_END, start)) {
      shown += this.#show(bytes.toString('latin1', start, end), '\n')
      start = end + 1
    }
    this.#rest = bytes.subarray(start)
    if (this.#rest.length > LONGEST_LINE) shown += this.#takeRest()
    this.#write(shown)
  }

  /** Gives out what is left when the stream has ended. */
  end(): void {
    this.#write(this.#takeRest())
  }

  #takeRest(): string {
    const line = this.#rest.toString('latin1')
    this.#rest = Buffer.alloc(0)
    return line === '' ? '' : this.#show(line, '')
  }

  #write(shown: string): void {
    if (shown !== '') this.#reader.write(Buffer.from(shown, 'latin1'))
  }

  #show(line: string, end: string): string {
    const { azurePipelines, githubActions } = this.#reader.agent
    const command = parseCommand(line)
    if (command !== undefined && command !== 'invalid') {
      const { area, event, properties, data } = command
      const isSecret = event === 'setsecret' || (event === 'setvariable' && properties.issecret === 'true')
      if (area === 'task' && isSecret) addLatin1(this.#masker, Buffer.from(data, 'latin1').toString('utf8'))
      if (azurePipelines) return line + end
      if (area === 'task' && event === 'setsecret') return ''
    }
    if (githubActions && line.startsWith('::add-mask::')) return line + end
    const masked = this.#lines.mask(azurePipelines ? line : line.replaceAll('##vso[', '**vso['))
    this.#reader.see?.(masked)
    return masked + end
  }
}

/** Adds a secret to a masker of lines whose characters are the bytes of UTF-8. */
export function addLatin1(masker: Masker, secret: string): void {
  masker.add(secret)
  masker.add(Buffer.from(secret, 'utf8').toString('latin1'))
}
