import { createHash } from 'node:crypto'
import type { Diagnostic, Place } from '@mintwell/language'
import { jsonText } from '../say.ts'
import type { DiagnosticRule, NamedDiagnostics } from './named-diagnostics.ts'
import { plainMessage } from './plain-message.ts'

/** Advanced Security for Azure DevOps takes so many results of a run, GitHub more (learn.microsoft.com, "Upload SARIF results"; docs.github.com, "SARIF support for code scanning"). */
const MOST_RESULTS = 5_000

/** Diagnostics as SARIF 2.1.0 (OASIS), one run: what code scanning services take. */
export function formatSarif(named: NamedDiagnostics): string {
  const { diagnostics, rules: known = [] } = named
  const codes = [...new Set([...known.map(({ code }) => code), ...diagnostics.map(({ code }) => code)])]
  const rules = codes.map((id) => ruleOf(known.find(({ code }) => code === id)) ?? { id })
  const results = diagnostics.slice(0, MOST_RESULTS).map((diagnostic) => resultOf(diagnostic, codes, named))
  const driver = {
    name: 'mintwell',
    ...(named.home && { informationUri: named.home }),
    semanticVersion: '0.1.0',
    rules,
  }
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  }
  return jsonText(log, 2)
}

/** A rule as GitHub and Azure DevOps show it: a short text, a long one, help, and how sure it is. */
function ruleOf(rule: DiagnosticRule | undefined): unknown {
  if (!rule) return undefined
  const { code, name, title, severity, confidence, reason, cure, page } = rule
  return {
    id: code,
    name,
    shortDescription: { text: title },
    fullDescription: { text: reason },
    help: {
      text: `${reason}\n${cure}`,
      markdown: `${reason}\n\n${cure}${page ? `\n\n[${code} ${name}](${page})` : ''}`,
    },
    ...(page && { helpUri: page }),
    defaultConfiguration: { level: severity },
    properties: { tags: ['security', 'azure-pipelines'], precision: confidence },
  }
}

function resultOf(diagnostic: Diagnostic, codes: readonly string[], named: NamedDiagnostics): unknown {
  const { code, severity, message, hint, place, related = [] } = diagnostic
  const located = (each: Place) => ({
    physicalLocation: {
      artifactLocation: { uri: encodeURI(named.nameOf(each)), uriBaseId: '%SRCROOT%' },
      region: regionOf(each, named),
    },
  })
  const others = related.map((each) => ({ ...located(each.place), message: { text: each.message } }))
  for (let via = place?.via; via; via = via.via) others.push({ ...located(via), message: { text: 'called from here' } })
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: `${plainMessage(message)}\n${hint}` },
    ...(place && { locations: [located(place)], partialFingerprints: fingerprintOf(diagnostic, place, named) }),
    ...(others.length > 0 && { relatedLocations: others }),
  }
}

/** From the place to the end of its line. */
function regionOf(place: Place, { lineOf }: NamedDiagnostics): Readonly<Record<string, number>> {
  const { line, column } = place
  const length = lineOf(place)?.trimEnd().length ?? 0
  return { startLine: line, startColumn: column, ...(length >= column && { endLine: line, endColumn: length + 1 }) }
}

/** Stays the same when lines above are added or removed: code, file, and what the rule says of the place or else the text of the line. */
function fingerprintOf(
  diagnostic: Diagnostic,
  place: Place,
  named: NamedDiagnostics,
): Readonly<Record<string, string>> {
  const text = named.fingerprintOf?.(diagnostic) ?? named.lineOf(place)?.trim() ?? String(place.line)
  return { 'mintwell/v1': hashOf([diagnostic.code, named.nameOf(place), text]) }
}

/** A short digest of texts. */
export function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32)
}
