import type { TaskCatalog } from '../definitions/task-definition.ts'
import type { LanguageErrorCode } from '../errors.ts'
import type { Diagnostic, Severity } from '../source/diagnostic.ts'
import type { Place } from '../source/place.ts'

/** The variables of a group by name. A value that is not given is not known here; `secret` hides it. */
export type GroupVariables = Readonly<Record<string, { readonly value: string; readonly secret: boolean }>>

/** What a planning goes by, and what it finds. */
export interface Planning {
  readonly catalog: TaskCatalog
  /** By name, in any case; undefined where groups are only named, not read: `expand`, `validate`, `run --list`. */
  readonly groups: ReadonlyMap<string, GroupVariables> | undefined
  /** Folded names of groups that are configured, where they are not read. */
  readonly groupNames: ReadonlySet<string>
  /** Groups that were asked for and are not configured, each reported once. */
  readonly missingGroups: Set<string>
  readonly found: Diagnostic[]
}

/** Adds a diagnostic. */
export function report(
  planning: Planning,
  severity: Severity,
  code: LanguageErrorCode,
  message: string,
  hint: string,
  place: Place,
): void {
  planning.found.push({ code, severity, message, hint, place })
}
