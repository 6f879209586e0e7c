import { relative, sep } from 'node:path'
import type { Diagnostic, Place } from '@mintwell/language'
import { type LintFinding, type LintRule, lintRules } from '@mintwell/lint'
import { foreignText } from '@mintwell/token'
import type { DiagnosticFormat } from '../diagnostics/format-diagnostics.ts'
import { formatDiagnostics } from '../diagnostics/format-diagnostics.ts'
import type { NamedDiagnostics } from '../diagnostics/named-diagnostics.ts'
import { hashOf } from '../diagnostics/sarif.ts'
import { jsonText } from '../say.ts'
import { findRulePages, pageName, type RulePages } from './rule-pages.ts'

/** A finding with the names and the line that it is shown with: the texts of files are not kept. */
export interface ShownFinding extends LintFinding {
  readonly files: ReadonlyMap<string, string>
  readonly lines: ReadonlyMap<string, string>
  readonly fingerprint: string
}

/** Names the files of a finding as the user knows them, and takes the lines that are shown. */
export function showFinding(
  finding: LintFinding,
  cwd: string,
  shownAs: ReadonlyMap<string, string>,
  {
    fileOf,
    textOf,
  }: { readonly fileOf: (name: string) => string | undefined; readonly textOf: (name: string) => string | undefined },
): ShownFinding {
  const nameOf = (name: string) => {
    const full = fileOf(name)
    if (full === undefined) return name
    return shownAs.get(full) ?? relative(cwd, full).split(sep).join('/')
  }
  const places = [finding.place, ...viaOf(finding.place), ...finding.related.map(({ place }) => place)]
  const files = new Map(places.map(({ file }) => [file, nameOf(file)]))
  const lines = new Map(
    places.map((place) => [keyOf(place), textOf(place.file)?.split(/\r\n|\r|\n/, place.line)[place.line - 1] ?? '']),
  )
  const fingerprint = hashOf([finding.rule, files.get(finding.place.file) ?? '', finding.path, finding.snippet])
  return { ...finding, files, lines, fingerprint }
}

function viaOf({ via }: Place): readonly Place[] {
  return via ? [via, ...viaOf(via)] : []
}

function keyOf({ file, line }: Place): string {
  return `${file}:${line}`
}

/** The findings in a form, as whole lines. */
export function formatFindings(findings: readonly ShownFinding[], format: DiagnosticFormat): string {
  if (format === 'json') return jsonText({ schema: 1, findings: findings.map(plain) }, 2)
  const pages = findRulePages()
  const owners = new Map(findings.map((finding) => [diagnosticOf(finding, format), finding]))
  const ownerOf = new Map<Place, ShownFinding>()
  for (const finding of owners.values())
    for (const place of [finding.place, ...viaOf(finding.place), ...finding.related.map((each) => each.place)])
      ownerOf.set(place, finding)
  const named: NamedDiagnostics = {
    diagnostics: [...owners.keys()],
    omitted: 0,
    nameOf: (place) => ownerOf.get(place)?.files.get(place.file) ?? place.file,
    lineOf: (place) => ownerOf.get(place)?.lines.get(keyOf(place)),
    rules: format === 'sarif' ? lintRules.map((rule) => describe(rule, pages)) : [],
    home: pages.home,
    fingerprintOf: (diagnostic) => owners.get(diagnostic)?.fingerprint,
  }
  return formatDiagnostics(named, format)
}

function describe(rule: LintRule, pages: RulePages) {
  const { id: code, name, title, severity, confidence, reason, cure } = rule
  return { code, name, title, severity, confidence, reason, cure, page: pages.pageOf(rule) }
}

function diagnosticOf(finding: ShownFinding, format: DiagnosticFormat): Diagnostic {
  const { rule, name, severity, message, reason, cure, place, related, fix } = finding
  const fixable = fix ? [`${fix.safe ? '--fix' : '--fix-unsafe'}: ${fix.description}`] : []
  const hint =
    format === 'text'
      ? [
          ...related.map((each) => `${each.message}: ${positionOf(each.place, finding)}`),
          `why: ${reason}`,
          `fix: ${cure}`,
          ...fixable,
          pageName({ id: rule, name }),
        ].join('\n')
      : cure
  return { code: rule, severity, message, hint, place, related }
}

function positionOf(place: Place, { files }: ShownFinding): string {
  return `${files.get(place.file) ?? place.file}:${place.line}:${place.column}`
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
    fixable: fix ? (fix.safe ? 'safe' : 'unsafe') : null,
    reason,
    path,
    via: viaOf(place).map(placed),
    related: related.map((each) => ({ message: each.message, ...placed(each.place) })),
    fingerprint,
    page: pageName({ id: rule, name }),
  }
}

/** The last line of a run: how many files, how many findings, and what can be fixed. */
export function summaryOf(files: number, findings: readonly LintFinding[], fixed: number): string {
  const by = (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const count = findings.filter((each) => each.severity === severity).length
    return count === 0 ? [] : [counted(count, severity)]
  })
  const safe = findings.filter(({ fix }) => fix?.safe).length
  const unsafe = findings.filter(({ fix }) => fix && !fix.safe).length
  return [
    `${counted(files, 'file')}: ${findings.length === 0 ? 'no findings' : by.join(', ')}`,
    ...(fixed > 0 ? [`${fixed} fixed`] : []),
    ...(safe > 0 ? [`${safe} can be fixed with --fix`] : []),
    ...(unsafe > 0 ? [`${unsafe} with --fix-unsafe`] : []),
  ].join('; ')
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

/** A note about a file that was judged by itself. */
export function notExpanded(name: string, { message }: Diagnostic): string {
  return `${name}: its templates could not be expanded, so it is checked by itself: ${foreignText(message.split('\n')[0] ?? '')}`
}
