import type { Place, Plan } from '@mintwell/language'
import type { LintFinding } from '../finding/finding.ts'
import type { LintRule, RuleFinding } from '../rules/rule.ts'
import { lintRules } from '../rules/rule-list.ts'
import { createSubject, type KnownScheme } from '../subject/lint-subject.ts'
import { SourceFiles } from '../subject/source-files.ts'

/** What linting needs besides the plan. */
export interface LintOptions {
  /** The text of a file, by the name that places have of it; for columns in scripts, and for fixes. */
  readonly source: (file: string) => string | undefined
  /** The text of a file of the repository by its path from the root: scripts that steps run. */
  readonly readFile?: (path: string) => string | undefined
  /** The plan is a template, or a pipeline whose templates could not be read. */
  readonly isFragment?: boolean
  /** How connections prove who they are, by name, as far as that is known. */
  readonly connections?: Readonly<Record<string, KnownScheme>>
  /** Ids and names of rules that are left out. */
  readonly disabled?: readonly string[]
}

/**
 * Judges a plan by all rules. Findings are sorted by file and line; one that several uses of a template lead to is reported once.
 *
 * @example lintPlan(plan, { source: () => text }).map(({ rule }) => rule) // ['L01', 'L08']
 */
export function lintPlan(plan: Plan, options: LintOptions): readonly LintFinding[] {
  const { source, readFile = () => undefined, isFragment = false, connections = {}, disabled = [] } = options
  const sources = new SourceFiles(source)
  const subject = createSubject({ plan, isFragment, sources, connections, readFile })
  const found = enabled(disabled).flatMap((rule) =>
    [...first(rule.check(subject))].map((each) => findingOf(rule, each)),
  )
  return distinct(found.filter(({ rule, place }) => !isIgnored(place, rule, nameOf(rule), sources)))
}

/** Judges a file that is no pipeline by the rules that know such files. */
export function lintFile(text: string, file: string, disabled: readonly string[] = []): readonly LintFinding[] {
  const sources = new SourceFiles(() => text)
  const found = enabled(disabled).flatMap((rule) =>
    rule.checkFile ? [...first(rule.checkFile(text, file))].map((each) => findingOf(rule, each)) : [],
  )
  return distinct(found.filter(({ rule, place }) => !isIgnored(place, rule, nameOf(rule), sources)))
}

/** A file that a rule finds more in is no file that anybody wrote. */
const MOST_OF_ONE_RULE = 500

function* first(found: Iterable<RuleFinding>): Generator<RuleFinding> {
  let count = 0
  for (const finding of found) {
    if (count >= MOST_OF_ONE_RULE) return
    count += 1
    yield finding
  }
}

/** The rules of these ids or names, in any case. */
export function findRule(name: string): LintRule | undefined {
  const wanted = name.toLowerCase()
  return lintRules.find((rule) => rule.id.toLowerCase() === wanted || rule.name === wanted)
}

function enabled(disabled: readonly string[]): readonly LintRule[] {
  const off = new Set(disabled.map((name) => findRule(name)?.id))
  return lintRules.filter(({ id }) => !off.has(id))
}

function nameOf(id: string): string {
  return lintRules.find((rule) => rule.id === id)?.name ?? ''
}

function findingOf(rule: LintRule, found: RuleFinding): LintFinding {
  const { id, name, severity, confidence, reason, cure } = rule
  return { rule: id, name, severity, confidence, reason, cure, related: [], ...found }
}

const COMMENT = /(?:#|\/\/|\brem\b|::)\s*mintwell:\s*ignore\[([^\]]*)\]/i

/** Whether a comment in the line of a place, or alone in the line above it, or in those of the callers, names the rule. */
function isIgnored(place: Place, id: string, name: string, sources: SourceFiles): boolean {
  for (let at: Place | undefined = place; at; at = at.via) {
    const above = sources.line({ ...at, line: at.line - 1 })
    const comments = [sources.line(at), ...(/^\s*(?:#|\/\/|rem\b|::)/i.test(above) ? [above] : [])]
    const named = comments.flatMap((line) => COMMENT.exec(line)?.[1]?.split(',') ?? [])
    if (named.some((each) => [id.toLowerCase(), name].includes(each.trim().toLowerCase()))) return true
  }
  return false
}

/** Sorted by file, line and column; the same place and message of the same rule once. */
function distinct(found: readonly LintFinding[]): readonly LintFinding[] {
  const seen = new Map<string, LintFinding>()
  for (const finding of found) {
    const { rule, place, message } = finding
    const key = JSON.stringify([rule, place.file, place.line, place.column, message])
    if (!seen.has(key)) seen.set(key, finding)
  }
  return [...seen.values()].sort(
    (a, b) =>
      compare(a.place.file, b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column ||
      compare(a.rule, b.rule),
  )
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
