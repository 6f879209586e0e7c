import type { Place } from '../source/place.ts'
import { ExpansionStopped, type Report } from './report.ts'

/** How deep templates call each other: "100 levels of template nesting" (learn.microsoft.com, "Template types & usage", imposed limits). */
export const DEEPEST_TEMPLATES = 100

/**
 * The most nodes that an expansion makes. The service counts to a million events (actions/runner, src/Sdk, `ParseOptions.cs`), of which a node makes four or more: it is asked
 * for, begun, ended and moved over.
 */
export const MOST_EXPANDED_NODES = 250_000

/** What the call of a template costs, in nodes: a frame, its parameters, and the keys of the file. */
export const COST_OF_TEMPLATE = 20

/** The most text that an expansion makes, in characters: "20 megabytes of memory" (same page as the depth), two bytes a character. */
export const MOST_EXPANDED_TEXT = 10 * 1024 * 1024

/** What an expansion may still make. */
export class Budget {
  readonly #report: Report
  #nodes = 0
  #text = 0

  constructor(report: Report) {
    this.#report = report
  }

  /** Counts a node, or something as dear as several; beyond the limits the expansion stops with an error at this place. */
  spend(place: Place, characters: number, nodes = 1): void {
    this.#nodes += nodes
    this.#text += characters
    if (this.#nodes > MOST_EXPANDED_NODES) {
      this.stop(
        'Maximum events exceeded while evaluating the template. This may indicate an infinite loop or too many nested loops.',
        place,
        'Look for nested loops over long lists, or for templates that call each other.',
      )
    }
    if (this.#text > MOST_EXPANDED_TEXT) {
      this.stop(
        'Maximum object size exceeded',
        place,
        'The expanded pipeline is too long: move long scripts into files.',
      )
    }
  }

  /** Reports a limit and ends the expansion. */
  stop(message: string, place: Place, hint: string): never {
    this.#report.error('ERR_TEMPLATE_LIMIT', message, place, hint, { frame: 'file' })
    throw new ExpansionStopped(message)
  }
}
