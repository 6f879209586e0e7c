import type { Diagnostic, Place } from '@mintwell/language'
import { foreignLines, foreignText } from '@mintwell/token'
import { jsonText } from '../say.ts'
import type { NamedDiagnostics } from './named-diagnostics.ts'
import { plainMessage } from './plain-message.ts'
import { formatSarif } from './sarif.ts'

/** The forms of diagnostics. */
export const formats = ['text', 'json', 'github', 'azure', 'sarif'] as const

export type DiagnosticFormat = (typeof formats)[number]

const writers: Readonly<Record<DiagnosticFormat, (named: NamedDiagnostics) => string>> = {
  text: formatText,
  json: formatJson,
  github: formatGitHub,
  azure: formatAzure,
  sarif: formatSarif,
}

/** Writes diagnostics in a form; all of them are whole lines. */
export function formatDiagnostics(named: NamedDiagnostics, format: DiagnosticFormat): string {
  return writers[format](named)
}

/** For people: `file:line:column: message`, the line with a mark below, where templates were called from, and the next step. */
function formatText(named: NamedDiagnostics): string {
  const blocks = named.diagnostics.map((diagnostic) => [...linesOf(diagnostic, named), ''].join('\n'))
  if (named.omitted > 0) blocks.push(`and ${named.omitted} more\n`)
  return blocks.join('')
}

function linesOf({ severity, message, place, hint, code }: Diagnostic, named: NamedDiagnostics): readonly string[] {
  const where = place ? `${positionOf(place, named)}: ` : ''
  return [
    `${where}${severity === 'error' ? '' : `${severity}: `}${foreignText(plainMessage(message))}`,
    ...(place ? frameOf(place, named) : []),
    ...viaOf(place, named),
    ...`${hint} [${code}]`.split('\n').map((line) => `  ${line}`),
  ]
}

/** Lines are cut at this many characters: a minified line would fill the screen. */
const LONGEST_LINE = 160

function frameOf(place: Place, { lineOf }: NamedDiagnostics): readonly string[] {
  const line = lineOf(place)
  if (line === undefined || line.trim() === '' || place.column > LONGEST_LINE) return []
  const gutter = String(place.line)
  // Tabs keep their width in the line below, so that the mark is where the character is.
  const indent = line.slice(0, place.column - 1).replaceAll(/[^\t]/g, ' ')
  return [`  ${gutter} | ${foreignText(line.slice(0, LONGEST_LINE))}`, `  ${' '.repeat(gutter.length)} | ${indent}^`]
}

function viaOf(place: Place | undefined, named: NamedDiagnostics): readonly string[] {
  const lines: string[] = []
  for (let via = place?.via; via; via = via.via) lines.push(`  called from ${positionOf(via, named)}`)
  return lines
}

function positionOf(place: Place, { nameOf }: NamedDiagnostics): string {
  return `${nameOf(place)}:${place.line}:${place.column}`
}

function formatJson({ diagnostics, omitted, nameOf }: NamedDiagnostics): string {
  const placed = (place: Place): unknown => ({
    file: nameOf(place),
    line: place.line,
    column: place.column,
    ...(place.via ? { via: placed(place.via) } : {}),
  })
  const all = diagnostics.map(({ code, severity, message, hint, place }) => ({
    code,
    severity,
    message,
    hint,
    place: place ? placed(place) : null,
  }))
  return jsonText({ schema: 1, diagnostics: all, omitted }, 2)
}

/** docs.github.com, "Workflow commands", setting an error message: `%`, line breaks, and in properties `:` and `,` are escaped. */
function formatGitHub({ diagnostics, nameOf }: NamedDiagnostics): string {
  const text = (value: string) =>
    foreignLines(value).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const property = (value: string) => text(value).replaceAll(':', '%3A').replaceAll(',', '%2C')
  return diagnostics
    .map(({ severity, message, hint, code, place }) => {
      const at = place ? `file=${property(nameOf(place))},line=${place.line},col=${place.column},` : ''
      const kind = severity === 'note' ? 'notice' : severity
      return `::${kind} ${at}title=${property(code)}::${text(`${plainMessage(message)}\n${hint}`)}\n`
    })
    .join('')
}

/** learn.microsoft.com, "Logging commands", LogIssue; what is escaped there (microsoft/azure-pipelines-agent, logging command). */
function formatAzure({ diagnostics, nameOf }: NamedDiagnostics): string {
  const text = (value: string) =>
    foreignLines(value).replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const property = (value: string) => text(value).replaceAll(';', '%3B').replaceAll(']', '%5D')
  return diagnostics
    .map(({ severity, message, hint, code, place }) => {
      const at = place
        ? `sourcepath=${property(nameOf(place))};linenumber=${place.line};columnnumber=${place.column};`
        : ''
      const type = severity === 'error' ? 'error' : 'warning'
      return `##vso[task.logissue type=${type};${at}code=${property(code)}]${text(`${plainMessage(message)} ${hint}`)}\n`
    })
    .join('')
}
