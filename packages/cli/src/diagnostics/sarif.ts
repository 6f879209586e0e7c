import { createHash } from 'node:crypto'
import type { Diagnostic, Place } from '@mintwell/language'
import type { NamedDiagnostics } from './named-diagnostics.ts'

/** Diagnostics as SARIF 2.1.0 (OASIS), one run: what code scanning services take. */
export function formatSarif({ diagnostics, nameOf, lineOf }: NamedDiagnostics): string {
  const rules = [...new Set(diagnostics.map(({ code }) => code))].map((id) => ({ id }))
  const results = diagnostics.map((diagnostic) => resultOf(diagnostic, nameOf, lineOf))
  const driver = { name: 'mintwell', rules }
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function resultOf(
  { code, severity, message, hint, place }: Diagnostic,
  nameOf: NamedDiagnostics['nameOf'],
  lineOf: NamedDiagnostics['lineOf'],
): unknown {
  const located = (each: Place) => ({
    physicalLocation: {
      artifactLocation: { uri: encodeURI(nameOf(each)) },
      region: { startLine: each.line, startColumn: each.column },
    },
  })
  const calls = []
  for (let via = place?.via; via; via = via.via) calls.push({ ...located(via), message: { text: 'called from here' } })
  return {
    ruleId: code,
    level: severity,
    message: { text: `${message}\n${hint}` },
    ...(place ? { locations: [located(place)], partialFingerprints: fingerprintOf(code, place, nameOf, lineOf) } : {}),
    ...(calls.length > 0 ? { relatedLocations: calls } : {}),
  }
}

/** Stays the same when lines above are added or removed: code, file and the text of the line. */
function fingerprintOf(
  code: string,
  place: Place,
  nameOf: NamedDiagnostics['nameOf'],
  lineOf: NamedDiagnostics['lineOf'],
): Readonly<Record<string, string>> {
  const parts = [code, nameOf(place), lineOf(place)?.trim() ?? String(place.line)]
  return { 'mintwell/v1': createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32) }
}
