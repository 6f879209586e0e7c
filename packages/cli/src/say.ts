import { foreignJson, foreignLines } from '@mintwell/token'

/** Says something in lines of our own, which may have foreign parts: names of files and of steps, values of settings, words of services. The one way for them into an output. */
export function say(stream: NodeJS.WritableStream, text: string): void {
  stream.write(`${foreignLines(text.replace(/\n$/, ''))}\n`)
}

/** A document of JSON, with its line end; what is foreign in it is no command to an agent that reads it in a log. */
export function jsonText(value: unknown, indent?: number): string {
  return `${foreignJson(JSON.stringify(value, null, indent))}\n`
}

/** A word as it is written on a command line: quoted where it has spaces. */
export function shellWord(word: string): string {
  return /\s/.test(word) ? `'${word}'` : word
}
