import type { Instant } from '@mintwell/clock'
import type { LineKind } from '@mintwell/record'

/** One line of an agent's log. */
export interface AgentLine {
  /** Its stamp, or that of the line before where it has none: of a message of several lines only the first is stamped. Null before the first stamp. */
  readonly at: Instant | null
  readonly kind: LineKind
  /** Without stamp, tag and terminal colours. */
  readonly text: string
  /** Whether the tag was there; the web page hides tags, and so does what is copied from it. */
  readonly isTagged: boolean
}

/** The stamp of the agent, `DateTime.UtcNow` in the format "O" with a space (microsoft/azure-pipelines-agent, Logging.cs); other loggers write fewer digits. */
const STAMP = /^\ufeff?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))(?: |$)/
const TAG = /^##\[(section|command|error|warning|debug|group|endgroup)\]/
/** task-lib writes commands so. */
const COMMAND = /^\[command\]/
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]{0,20}m`, 'g')

/** Reads a line; `before` is the stamp of the line before it. */
export function readLine(line: string, before: Instant | null): AgentLine {
  const stamp = STAMP.exec(line)
  const at = stamp?.[1] === undefined ? before : instantOf(stamp[1], before)
  const body = (stamp ? line.slice(stamp[0].length) : line).replace(COLOURS, '')
  const tag = TAG.exec(body)
  if (tag) return { at, kind: tag[1] as LineKind, text: body.slice(tag[0].length), isTagged: true }
  const command = COMMAND.exec(body)
  if (command) return { at, kind: 'command', text: body.slice(command[0].length), isTagged: true }
  return { at, kind: 'plain', text: body, isTagged: false }
}

function instantOf(stamp: string, before: Instant | null): Instant | null {
  // Digits behind the millisecond are cut off, so that no line is rounded into the future.
  const instant = Date.parse(stamp.replace(/(\.\d{3})\d+/, '$1'))
  return Number.isNaN(instant) ? before : instant
}
