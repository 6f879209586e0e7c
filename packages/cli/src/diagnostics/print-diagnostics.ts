import { type Diagnostic, formatServiceMessage } from '@mintwell/language'

/** Diagnostics as text: each as the service writes it, with the next step below, and where templates were called from. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], omitted = 0): string {
  const blocks = diagnostics.map((diagnostic) => {
    const lines = [
      `${diagnostic.severity === 'error' ? '' : `${diagnostic.severity}: `}${formatServiceMessage(diagnostic)}`,
    ]
    for (let via = diagnostic.place?.via; via; via = via.via)
      lines.push(`    called from ${via.file} (Line: ${via.line}, Col: ${via.column})`)
    lines.push(`    ${diagnostic.hint} [${diagnostic.code}]`)
    return lines.join('\n')
  })
  if (omitted > 0) blocks.push(`and ${omitted} more`)
  return blocks.map((block) => `${block}\n`).join('')
}
