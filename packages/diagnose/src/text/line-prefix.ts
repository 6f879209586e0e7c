import { type Instant, MOMENT, readMoment } from './moment.ts'

/** What a logger put before the text of one line. */
export interface LinePrefix {
  /** How many characters of the line are the logger's. */
  readonly length: number
  /** The time that it wrote; null where it wrote none. */
  readonly time: Instant | null
}

/**
 * One thing that loggers put before a line. `sure` ones are taken off wherever they are. The others might be part of a wrapped message, so they are taken off only where a neighbouring
 * line has the same thing in the same place.
 */
interface Atom {
  /** Sticky. */
  readonly pattern: RegExp
  readonly sure: boolean
  /** What it can begin with: only then it is tried, since most lines begin with nothing of the kind. */
  readonly first: RegExp
}

/** Most loggers put one to three things before a line; a pipeline in a container in a pod puts more. */
const MOST_ATOMS = 8
/** How far into a line a prefix may reach. */
const LONGEST_PREFIX = 300

const DATE_TIME = String.raw`(?:${MOMENT}|\d{4}/\d\d/\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)(?: ?(?:UTC|GMT))?`
const CLOCK = String.raw`\d\d:\d\d:\d\d(?:[.,]\d{1,9})?`

const MOMENT_ANYWHERE = new RegExp(MOMENT)

const atom = (first: RegExp, source: string, sure = false): Atom => ({ pattern: new RegExp(source, 'y'), sure, first })

const ATOMS: readonly Atom[] = [
  // Azure Pipelines, Jenkins' and GitHub's times; Jenkins and CodeBuild put them in brackets. A time of the message itself has a comma or a dot after it.
  atom(/[\d[]/, String.raw`\[?${DATE_TIME}\]?(?:[ \t]+|$)`),
  atom(/[\d[]/, String.raw`\[?${CLOCK}\]?(?:[A-Z]?:)?(?:[ \t]+|$|(?=\[))`),
  // syslog and journald.
  atom(/[A-Z]/, String.raw`[A-Z][a-z]{2} [ \d]\d ${CLOCK} [\w.-]{1,80} [\w./-]{1,80}(?:\[\d{1,9}\])?: `),
  // klog: Kubernetes' components and kubectl plugins.
  atom(/[IWEF]/, String.raw`[IWEF]\d{4} ${CLOCK}\s+\d{1,9} [\w./-]{1,80}:\d{1,6}\] `),
  // Azure Pipelines' and GitHub's tags and commands.
  atom(/#/, String.raw`##\[\w{1,20}\]`, true),
  atom(/:/, String.raw`::(?:error|warning|notice|debug)(?: [^:\n]{0,200})?::`, true),
  // GitLab: two digits, the stream, and whether the line goes on.
  atom(/\d/, String.raw`\d\d[OE][+ ]`, true),
  // The container runtime interface of Kubernetes.
  atom(/s/, 'std(?:out|err) [FP] ', true),
  // docker compose, PowerShell's error frame, foreman, pm2, Octopus.
  atom(/[\w.@/:+|-]/, String.raw`[\w.@/:+-]{0,60}(?: ?\[\d{1,9}\])?[ \t]{0,40}\|(?:[ \t]|$)`, true),
  // Quotes of a mail or of Markdown.
  atom(/>/, '(?:> ?){1,5}', true),
  // The boxes of Terraform and OpenTofu.
  atom(/[│┃╷╵]/, '[│┃╷╵]', true),
  // kubectl logs --prefix, TeamCity, Tekton, Drone, Jenkins' parallel branches.
  atom(/\[/, String.raw`\[[^\]\n]{1,100}\](?:[A-Z]?:)?(?:[ \t]+|$)`),
  // Google Cloud Build, Packer, Heroku and whatever else names itself before each line.
  atom(/S/, String.raw`Step #\d{1,4}(?: - "[^"\n]{1,80}")?: `),
  atom(/=/, String.raw`==> [^:\n]{1,80}: ?`),
  atom(/[\w@.#]/, String.raw`(?!AADSTS)(?=[\w@:-]{0,79}[./#\d@[-])[\w@.#][\w@./#:-]{0,79}(?:\[[\w.-]{1,40}\])?: `),
  // PowerShell 5.1 and the line numbers of its frame.
  atom(/\+/, String.raw`\+ (?=[~\s])`, true),
]

/** The two columns of `gh run view --log`. */
const COLUMNS: Atom = atom(/\S/, String.raw`[^\t\n]{1,120}\t[^\t\n]{1,120}\t`)

/** For each ASCII character the atoms that can begin with it, and at the end those for all others. */
const BY_FIRST: readonly (readonly Atom[])[] = [...Array(128).keys(), 0x2502].map((code) =>
  ATOMS.filter(({ first }) => first.test(String.fromCharCode(code))),
)

interface FoundAtom {
  readonly end: number
  readonly sure: boolean
  /** The text with its digits made alike, which is what neighbours have in common. */
  readonly shape: string
  readonly time: Instant | null
}

/** Reads what loggers put before the lines of one stretch of a log. */
export function readPrefixes(lines: readonly string[]): readonly LinePrefix[] {
  const found = lines.map(atomsOf)
  return found.map((atoms, index) => lengthOf(atoms, found[index - 1], found[index + 1]))
}

function atomsOf(line: string): readonly FoundAtom[] {
  const found: FoundAtom[] = []
  let position = spacesAt(line, 0)
  while (found.length < MOST_ATOMS && position < LONGEST_PREFIX) {
    const next = atomAt(line, position)
    if (next === undefined) break
    found.push(next)
    position = spacesAt(line, next.end)
  }
  return found
}

function atomAt(line: string, position: number): FoundAtom | undefined {
  const candidates = BY_FIRST[Math.min(line.charCodeAt(position) || 0, 128)] as readonly Atom[]
  for (const { pattern, sure } of line.includes('\t', position) ? [COLUMNS, ...candidates] : candidates) {
    pattern.lastIndex = position
    const text = pattern.exec(line)?.[0]
    if (!text) continue
    const time = /\d{4}-/.test(text) ? (readMoment(MOMENT_ANYWHERE.exec(text)?.[0]) ?? null) : null
    return { end: position + text.length, sure, shape: text.trim().replace(/\d/g, '0'), time }
  }
  return undefined
}

function spacesAt(line: string, from: number): number {
  let position = from
  while (position - from < 120 && (line[position] === ' ' || line[position] === '\t')) position += 1
  return position
}

function lengthOf(
  atoms: readonly FoundAtom[],
  before: readonly FoundAtom[] | undefined,
  after: readonly FoundAtom[] | undefined,
): LinePrefix {
  let length = 0
  for (const [index, { sure, shape, end }] of atoms.entries()) {
    if (!sure && before?.[index]?.shape !== shape && after?.[index]?.shape !== shape) break
    length = end
  }
  return { length, time: atoms.find(({ time }) => time !== null)?.time ?? null }
}
