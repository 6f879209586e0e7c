import type { Diagnostic, Place } from '@mintwell/language'
import { type LintFinding, type LintRule, lintRules } from '@mintwell/lint'
import { type DiagnosticFormat, formatDiagnostics } from '../diagnostics/format-diagnostics.ts'
import type { NamedDiagnostics } from '../diagnostics/named-diagnostics.ts'
import { jsonText } from '../say.ts'
import { findRulePages, pageName, type RulePages } from './rule-pages.ts'
import { callersOf, lineKey, type ShownFinding } from './shown-finding.ts'

/** Writes findings as they come, or at the end where the form is one document; counts them. */
export class LintReport {
  readonly #format: DiagnosticFormat
  readonly #write: (text: string) => void
  readonly #kept: ShownFinding[] = []
  /** Rules whose reason has been written: once is enough. */
  readonly #explained = new Set<string>()
  readonly #counts = { error: 0, warning: 0, note: 0, safe: 0, unsafe: 0 }

  constructor(format: DiagnosticFormat, write: (text: string) => void) {
    this.#format = format
    this.#write = write
  }

  /** Takes the findings of a file. */
  add(findings: readonly ShownFinding[]): void {
    for (const { severity, fix } of findings) {
      this.#counts[severity] += 1
      if (fix) this.#counts[fix.safe ? 'safe' : 'unsafe'] += 1
    }
    if (this.#format === 'json' || this.#format === 'sarif') this.#kept.push(...findings)
    else if (findings.length > 0) this.#write(this.#formatted(findings))
  }

  /** Writes what is one document. */
  end(): void {
    if (this.#format === 'json') this.#write(jsonText({ schema: 1, findings: this.#kept.map(plain) }, 2))
    if (this.#format === 'sarif') this.#write(this.#formatted(this.#kept))
  }

  /** How many findings there are. */
  get count(): number {
    const { error, warning, note } = this.#counts
    return error + warning + note
  }

  /** The last line of a run: how many files, how many findings, and what can be fixed. */
  summary(files: number, fixed: number): string {
    const { safe, unsafe } = this.#counts
    const by = (['error', 'warning', 'note'] as const).flatMap((severity) => {
      const count = this.#counts[severity]
      return count === 0 ? [] : [counted(count, severity)]
    })
    return [
      `${counted(files, 'file')}: ${by.length === 0 ? 'no findings' : by.join(', ')}`,
      ...(fixed > 0 ? [`${fixed} fixed`] : []),
      ...(safe > 0 ? [`${safe} can be fixed with --fix`] : []),
      ...(unsafe > 0 ? [`${unsafe} with --fix-unsafe`] : []),
    ].join('; ')
  }

  #formatted(findings: readonly ShownFinding[]): string {
    const isSarif = this.#format === 'sarif'
    const pages = isSarif ? findRulePages() : undefined
    const owners = new Map(findings.map((finding) => [this.#diagnosticOf(finding), finding]))
    const ownerOf = new Map<Place, ShownFinding>()
    for (const finding of findings)
      for (const place of [finding.place, ...callersOf(finding.place), ...finding.related.map((each) => each.place)])
        ownerOf.set(place, finding)
    const named: NamedDiagnostics = {
      diagnostics: [...owners.keys()],
      omitted: 0,
      nameOf: (place) => ownerOf.get(place)?.files.get(place.file) ?? place.file,
      lineOf: (place) => ownerOf.get(place)?.lines.get(lineKey(place)),
      ...(pages && { rules: lintRules.map((rule) => describe(rule, pages)), home: pages.home }),
      fingerprintOf: (diagnostic) => owners.get(diagnostic)?.fingerprint,
    }
    return formatDiagnostics(named, this.#format)
  }

  #diagnosticOf(finding: ShownFinding): Diagnostic {
    const { rule, severity, message, cure, place, related } = finding
    const hint = this.#format === 'text' ? this.#hintOf(finding) : cure
    return { code: rule, severity, message, hint, place, related }
  }

  #hintOf(finding: ShownFinding): string {
    const { rule, name, reason, cure, related, fix, files } = finding
    const isNew = !this.#explained.has(rule)
    this.#explained.add(rule)
    return [
      ...related.map(
        ({ message, place: { file, line, column } }) => `${message}: ${files.get(file) ?? file}:${line}:${column}`,
      ),
      ...(isNew ? [`why: ${reason}`, `fix: ${cure}`] : []),
      ...(fix ? [`${fix.safe ? '--fix' : '--fix-unsafe'}: ${fix.description}`] : []),
      pageName({ id: rule, name }),
    ].join('\n')
  }
}

function describe(rule: LintRule, pages: RulePages) {
  const { id: code, name, title, severity, confidence, reason, cure } = rule
  return { code, name, title, severity, confidence, reason, cure, page: pages.pageOf(rule) }
}

/** A finding as data. */
function plain(finding: ShownFinding): unknown {
  const { rule, name, severity, confidence, message, reason, cure, place, path, related, fix, files, fingerprint } =
    finding
  const placed = (at: Place) => ({ file: files.get(at.file) ?? at.file, line: at.line, column: at.column })
  return {
    rule,
    name,
    severity,
    confidence,
    message,
    ...placed(place),
    fix: cure,
    fixable: fixableOf(fix),
    reason,
    path,
    via: callersOf(place).map(placed),
    related: related.map((each) => ({ message: each.message, ...placed(each.place) })),
    fingerprint,
    page: pageName({ id: rule, name }),
  }
}

function fixableOf(fix: LintFinding['fix']): 'safe' | 'unsafe' | null {
  if (!fix) return null
  return fix.safe ? 'safe' : 'unsafe'
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
