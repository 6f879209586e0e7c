/** What exports put a line of a log into: the names that its text and its time have there (Kusto, Splunk, Fluentd, Docker, `az devops invoke`). */
const TEXTS = ['message', 'Message', 'log', 'text', '_raw', 'line', 'body']
const TIMES = ['timestamp', 'Timestamp', 'TimeGenerated', '@timestamp', 'time', '_time']

/** The job and the step that `gh run view --log` writes before each line. */
const COLUMNS = /^[^\t\n]{1,120}\t[^\t\n]{1,120}\t/

/** The line as the agent wrote it: out of an object of JSON, or without the columns before it. */
export function unwrapLine(line: string): string {
  const first = line.charCodeAt(0)
  if (first === 0x7b) return textOfObject(line) ?? line
  return line.includes('\t') ? line.replace(COLUMNS, '') : line
}

function textOfObject(line: string): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(line.replace(/,\s*$/, ''))
  } catch {
    return undefined
  }
  const members = value as Readonly<Record<string, unknown>>
  const find = (names: readonly string[]) =>
    names.map((name) => members[name]).find((member): member is string => typeof member === 'string')
  const text = find(TEXTS)
  if (text === undefined) return undefined
  const time = find(TIMES)
  const isStamped = /^\d{4}-\d\d-\d\dT/.test(text)
  return (time === undefined || isStamped ? text : `${time} ${text}`).replace(/[\r\n]+$/, '')
}
