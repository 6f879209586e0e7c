import type { LanguageError } from '../errors.ts'
import type { Expression } from '../expression/ast.ts'
import type { ExpressionContext } from '../expression/context.ts'
import type { FoldedObject } from '../expression/folded-object.ts'
import { type ExpressionScope, templateScope } from '../expression/scope.ts'
import type { Place } from '../source/place.ts'

/** A file of a repository: `self`, or the alias of another one. */
export interface FileReference {
  readonly repository: string
  /** From the repository's root: `/dir/file.yml`. */
  readonly path: string
}

/** The value of an `each` loop, with the place of its directive: the service reports what comes out of a loop there (measured). */
export interface LoopValue {
  readonly value: unknown
  readonly place: Place
}

/** What an expression in a file can see. */
export interface Frame {
  readonly file: FileReference
  /** Where the file was called from. */
  readonly via: Place | undefined
  readonly parameters: FoldedObject
  readonly variables: FoldedObject
  /** By lower-case name. */
  readonly loops: ReadonlyMap<string, LoopValue>
  readonly names: NameScope
  /** How many templates call each other down to here. */
  readonly depth: number
}

/** The names that expressions can read, and the expressions parsed against them: each text is parsed once, however often a loop comes by. */
export class NameScope {
  readonly scope: ExpressionScope
  readonly parsed = new Map<string, Expression | LanguageError>()
  readonly #names: readonly string[]
  readonly #children = new Map<string, NameScope>()

  constructor(names: readonly string[] = []) {
    this.#names = names
    this.scope = templateScope(names)
  }

  /** The same scope with one more name. */
  with(name: string): NameScope {
    const known = this.#children.get(name)
    if (known) return known
    const child = new NameScope([...this.#names, name])
    this.#children.set(name, child)
    return child
  }
}

/** A place of the frame's file, with the chain of calls that led to the file. */
export function placeIn(frame: Frame, place: Place): Place {
  return frame.via ? { ...place, via: frame.via } : place
}

/** The frame inside a loop. */
export function enterLoop(frame: Frame, name: string, loop: LoopValue): Frame {
  return { ...frame, loops: new Map(frame.loops).set(name.toLowerCase(), loop), names: frame.names.with(name) }
}

/** The data that expressions of the frame read. */
export function contextOf(frame: Frame): ExpressionContext {
  const loops = new Map([...frame.loops].map(([name, loop]) => [name, loop.value]))
  return { variables: frame.variables, parameters: frame.parameters, loops }
}
