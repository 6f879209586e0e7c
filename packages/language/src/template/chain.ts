import { LanguageError } from '../errors.ts'
import { toBoolean } from '../expression/convert.ts'
import type { Place } from '../source/place.ts'
import type { Directive } from './directive.ts'
import { type Evaluation, evaluateIn, parseIn } from './evaluate-scalar.ts'
import type { Frame } from './frame.ts'

/** What became of an `if` and its kin: whether the body is taken, passed over, or the directive has no `if` in front of it. */
export type Branch = 'taken' | 'passed' | 'orphan'

/**
 * The state of `if`, `elseif` and `else` in one sequence or mapping: the first true branch is taken and the conditions after it are not evaluated. Ordinary items in
 * between keep a chain going; `each`, `insert` and `else` end it (measured).
 */
export class Chain {
  #state: 'none' | 'open' | 'taken' = 'none'

  /** Ends the chain. */
  end(): void {
    this.#state = 'none'
  }

  /** Decides about one directive. */
  enter(
    directive: Extract<Directive, { kind: 'if' | 'elseif' | 'else' }>,
    frame: Frame,
    place: Place,
    evaluation: Evaluation,
  ): Branch {
    if (directive.kind === 'if') this.#state = 'open'
    else if (this.#state === 'none') return 'orphan'
    if (directive.kind === 'else') {
      const taken = this.#state === 'open'
      this.#state = 'none'
      return taken ? 'taken' : 'passed'
    }
    if (this.#state === 'taken') return 'passed'
    const holds = isTrue(directive.condition, frame, place, evaluation)
    if (holds) this.#state = 'taken'
    return holds ? 'taken' : 'passed'
  }
}

/** A condition that cannot be parsed or evaluated is reported and counts as false. */
function isTrue(condition: string, frame: Frame, place: Place, evaluation: Evaluation): boolean {
  const expression = parseIn(frame, condition)
  if (expression instanceof LanguageError) {
    evaluation.report.thrown(expression, place)
    return false
  }
  const value = evaluateIn(frame, expression, place, evaluation.report)
  return !(value instanceof LanguageError) && toBoolean(value)
}
