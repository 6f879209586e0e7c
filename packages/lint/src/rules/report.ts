import type { Place } from '@mintwell/language'
import type { LintScript } from '../subject/lint-script.ts'
import { type LintStep, type LintSubject, plainPlace, valuePlaceOf } from '../subject/lint-subject.ts'
import type { RuleFinding } from './rule.ts'

/** Longer texts are cut where they are shown. */
const LONGEST_SNIPPET = 120

/** A text in one line, as fingerprints and messages have it. */
export function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > LONGEST_SNIPPET ? `${line.slice(0, LONGEST_SNIPPET)}…` : line
}

/** A finding at a stretch of a script. */
export function inScript(step: LintStep, script: LintScript, start: number, end: number, message: string): RuleFinding {
  const { place } = script.locate(start, end)
  return {
    message,
    place: plainPlace(place),
    path: `${step.path}/${script.key}`,
    snippet: oneLine(script.text.slice(start, end)),
  }
}

/** A finding at an input of a step. */
export function atInput(step: LintStep, name: string, value: string, message: string): RuleFinding {
  const place = plainPlace(valuePlaceOf(step.plan, name))
  return { message, place, path: `${step.path}/inputs.${name}`, snippet: oneLine(`${name}: ${value}`) }
}

/** A finding at a variable of a step's `env`. */
export function atEnvironment(step: LintStep, name: string, message: string): RuleFinding {
  const place = plainPlace(step.plan.places[`env.${name}`] ?? step.plan.place)
  return { message, place, path: `${step.path}/env.${name}`, snippet: oneLine(`${name}: ${step.plan.env[name] ?? ''}`) }
}

/** A finding at a step as a whole. */
export function atStep(step: LintStep, message: string): RuleFinding {
  return { message, place: plainPlace(step.plan.place), path: step.path, snippet: step.plan.task.name }
}

/** A finding at a variable of the pipeline. */
export function atVariable({ variable, path }: LintSubject['variables'][number], message: string): RuleFinding {
  return { message, place: plainPlace(variable.place), path, snippet: oneLine(`${variable.name}: ${variable.value}`) }
}

/** Another place that explains a finding. */
export function relatedTo(message: string, place: Place): { readonly message: string; readonly place: Place } {
  return { message, place: plainPlace(place) }
}
