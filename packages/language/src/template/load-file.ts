import { LanguageError } from '../errors.ts'
import type { YamlMapping } from '../source/node.ts'
import type { Place } from '../source/place.ts'
import { readYaml } from '../yaml/parse-yaml.ts'
import type { FileReference } from './frame.ts'
import type { Report } from './report.ts'

/** Reads a file of a repository, or gives undefined when there is none. References never leave the repository: paths come normalized, `/dir/file.yml`. */
export type ReadFile = (reference: FileReference) => string | undefined

/** The name of a file in messages: other repositories follow behind an `@` (measured). */
export function fileName({ repository, path }: FileReference): string {
  return repository === 'self' ? path : `${path}@${repository}`
}

/** The files of an expansion, each read and parsed once. */
export class Files {
  readonly #readFile: ReadFile
  readonly #loaded = new Map<string, YamlMapping | 'missing' | 'broken'>()

  constructor(readFile: ReadFile) {
    this.#readFile = readFile
  }

  /** The names of the files that were read, in order. */
  get names(): readonly string[] {
    return [...this.#loaded].filter(([, file]) => file !== 'missing').map(([name]) => name)
  }

  /**
   * The mapping at the root of a file. `missing` when there is no such file, `broken` when it is no YAML mapping, which is reported once. `stored` is the
   * same file where it is kept: under the repository's alias or its name.
   */
  load(reference: FileReference, stored: FileReference, report: Report): YamlMapping | 'missing' | 'broken' {
    const name = fileName(reference)
    const known = this.#loaded.get(name)
    if (known) return known
    const text = this.#readFile(stored)
    const loaded = text === undefined ? 'missing' : parseRoot(text, name, report)
    this.#loaded.set(name, loaded)
    return loaded
  }
}

/** Parses a file whose root has to be a mapping. */
export function parseRoot(text: string, name: string, report: Report): YamlMapping | 'broken' {
  try {
    const root = readYaml(text, name)
    if (root.kind === 'mapping') return root
    const message = root.kind === 'sequence' ? 'A sequence was not expected' : `Unexpected value '${root.text}'`
    report.error(
      'ERR_TEMPLATE_TYPE',
      message,
      root.place,
      'A pipeline is a mapping: lines of `key: value`, such as `steps:`.',
    )
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error
    report.thrown(error, startOf(name))
  }
  return 'broken'
}

function startOf(file: string): Place {
  return { file, line: 1, column: 1 }
}
