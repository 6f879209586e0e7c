/** A logging command: `##vso[area.event name=value;…]data` (microsoft/azure-pipelines-agent, Command.cs). */
export interface LoggingCommand {
  /** Lower case. */
  readonly area: string
  /** Lower case. */
  readonly event: string
  /** By name, lower case; empty values are dropped. */
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

const KEYWORD = '##vso'
const PREFIX = `${KEYWORD}[`

/**
 * Finds a logging command anywhere in a line: from the first `##vso[` to the first `]` after it. `invalid` where the keyword occurs but no command
 * can be read; undefined where the line is plain.
 */
export function parseCommand(line: string): LoggingCommand | 'invalid' | undefined {
  const start = line.indexOf(PREFIX)
  if (start === -1) return line.includes(KEYWORD) ? 'invalid' : undefined
  const end = line.indexOf(']', start)
  if (end === -1) return 'invalid'
  const head = line.slice(start + PREFIX.length, end).trim()
  const space = head.indexOf(' ')
  const name = (space === -1 ? head : head.slice(0, space)).split('.')
  if (name.length !== 2 || !name[0] || !name[1]) return 'invalid'
  const properties: Record<string, string> = {}
  for (const pair of space === -1 ? [] : head.slice(space + 1).split(';')) {
    const equals = pair.indexOf('=')
    if (equals < 1) continue
    const value = unescapeCommand(pair.slice(equals + 1).trim())
    if (value !== '') properties[pair.slice(0, equals).trim().toLowerCase()] = value
  }
  return {
    area: name[0].toLowerCase(),
    event: name[1].toLowerCase(),
    properties,
    data: unescapeCommand(line.slice(end + 1)),
  }
}

/** The agent's escapes, undone in its order: `%AZP25` last, so that `%AZP253B` becomes `%3B` and not `;`. Case counts. */
export function unescapeCommand(text: string): string {
  return text
    .replaceAll('%3B', ';')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%5D', ']')
    .replaceAll('%AZP25', '%')
}
