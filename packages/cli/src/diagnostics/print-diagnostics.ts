import { type Diagnostic, formatServiceMessage, type Place } from '@mintwell/language'

/**
 * Diagnostics as text: each as the service writes it; where it is, if the service does not say; where its template was called from; and the next step. Only the service's own
 * lines start at the margin.
 */
export function printDiagnostics(diagnostics: readonly Diagnostic[], omitted = 0): string {
  const blocks = diagnostics.map((diagnostic) => {
    const { place, frame, severity, hint, code } = diagnostic
    const lines = [`${severity === 'error' ? '' : `${severity}: `}${formatServiceMessage(diagnostic)}`]
    if (place && frame && place.file.startsWith('/')) lines.push(`    at ${shortPlace(place)}`)
    for (let via = place?.via; via; via = via.via) lines.push(`    called from ${shortPlace(via)}`)
    lines.push(`    ${hint} [${code}]`)
    return lines.join('\n')
  })
  if (omitted > 0) blocks.push(`and ${omitted} more`)
  return blocks.map((block) => `${block}\n`).join('')
}

/** A place as editors and terminals link it. */
function shortPlace({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`
}
