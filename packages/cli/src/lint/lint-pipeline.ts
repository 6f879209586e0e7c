import { dirname, join, resolve } from 'node:path'
import {
  createCatalog,
  type Diagnostic,
  type Plan,
  planFragment,
  planPipeline,
  standardDefinitions,
  type TaskCatalog,
} from '@mintwell/language'
import { type KnownScheme, type LintFinding, lintFile, lintPlan } from '@mintwell/lint'
import { configuredRepositories } from '../pipeline-files/plan-file.ts'
import { readFromFolders } from '../pipeline-files/read-repository-file.ts'
import { repositoryRoot } from '../run/git-repository.ts'
import { guessParameters } from './guess-parameters.ts'
import type { FolderSettings } from './lint-settings.ts'

/** What a pipeline's repositories and parameters are, beside the settings. */
export interface LintInputs {
  readonly parameters: Readonly<Record<string, string>>
  readonly repositories: ReadonlyMap<string, string>
  readonly stubRepositories: readonly string[]
}

/** A text to judge, with where it is. */
export interface LintText {
  readonly text: string
  /** Absolute; of standard input a name in the current folder. */
  readonly file: string
  readonly kind: 'pipeline' | 'template' | 'other'
}

/** What came of it. */
export interface LintedFile {
  readonly findings: readonly LintFinding[]
  /** Absolute, of a place's file; undefined for one of another repository. */
  readonly fileOf: (name: string) => string | undefined
  /** The text of a place's file. */
  readonly textOf: (name: string) => string | undefined
  /** The files that were read, absolute. */
  readonly files: readonly string[]
  /** Why the pipeline could not be expanded: it was judged by itself. */
  readonly problem?: Diagnostic
  /** The text is no YAML. */
  readonly unreadable?: { readonly problem: string; readonly line: number; readonly column: number }
}

/** Judges files one after the other; what many of them need is read once. */
export class PipelineLinter {
  readonly #inputs: LintInputs
  readonly #catalog: TaskCatalog = createCatalog(standardDefinitions)
  readonly #roots = new Map<string, string>()

  constructor(inputs: LintInputs) {
    this.#inputs = inputs
  }

  /** Judges a text. */
  lint({ text, file, kind }: LintText, folderSettings: FolderSettings): LintedFile {
    const { settings } = folderSettings
    const root = this.#rootOf(dirname(file))
    const path = file.slice(root.endsWith('/') ? root.length - 1 : root.length).replaceAll('\\', '/')
    const folders = new Map([
      ...configuredRepositories(settings),
      ...this.#inputs.repositories,
      ['self', root] as const,
    ])
    const fromFolders = readFromFolders(folders)
    const own = (name: string) => (name === path ? text : fromFolders({ repository: 'self', path: name }))
    const textOf = (name: string) => {
      const [inside = '', alias] = name.split('@')
      return alias === undefined ? own(inside) : fromFolders({ repository: alias, path: inside })
    }
    const fileOf = (name: string) => (name.includes('@') ? undefined : join(root, name))
    const disabled = settings.lint?.disable ?? []
    const shared = { fileOf, textOf, files: [file] }
    if (kind === 'other') return { ...shared, findings: lintFile(text, path, disabled) }
    const planned = kind === 'pipeline' ? this.#plan(text, path, folders, fromFolders) : undefined
    const files = planned?.files.flatMap((name) => fileOf(name) ?? []) ?? [file]
    const judge = (plan: Plan, isFragment: boolean) =>
      lintPlan(plan, { source: textOf, readFile: own, isFragment, connections: schemesOf(folderSettings), disabled })
    if (planned?.plan) return { ...shared, files, findings: judge(planned.plan, planned.isPartial) }
    const fragment = planFragment(text, { file: path, catalog: this.#catalog })
    if (!('plan' in fragment)) return { ...shared, findings: [], unreadable: fragment }
    return { ...shared, findings: judge(fragment.plan, true), ...(planned?.problem && { problem: planned.problem }) }
  }

  #plan(
    text: string,
    path: string,
    folders: ReadonlyMap<string, string>,
    readFile: ReturnType<typeof readFromFolders>,
  ) {
    const { parameters, stubRepositories } = this.#inputs
    const plan = (values: Readonly<Record<string, string>>) =>
      planPipeline(text, {
        file: path,
        readFile,
        catalog: this.#catalog,
        parameters: values,
        repositories: Object.fromEntries(folders),
        stubRepositories: [...stubRepositories, ...missingRepositories(text, folders)],
      })
    const first = plan(parameters)
    const lacks = first.diagnostics.some(({ code }) => code === 'ERR_TEMPLATE_PARAMETER')
    const { diagnostics, files, ...planned } = lacks ? plan({ ...guessParameters(text), ...parameters }) : first
    return {
      plan: planned.plan,
      files,
      isPartial: diagnostics.some(({ code }) => code === 'ERR_TEMPLATE_STUB'),
      problem: diagnostics.find(({ severity }) => severity === 'error'),
    }
  }

  #rootOf(folder: string): string {
    const known = this.#roots.get(folder)
    if (known !== undefined) return known
    const root = repositoryRoot(folder) ?? folder
    this.#roots.set(folder, root)
    return root
  }
}

/** Repositories that the pipeline names and nobody gave a folder for: their templates are passed over. */
function missingRepositories(text: string, folders: ReadonlyMap<string, string>): readonly string[] {
  if (!/^resources[ \t]*:/m.test(text)) return []
  return [...text.matchAll(/\brepository[ \t]*:[ \t]*['"]?([\w.-]+)/g)].flatMap(([, alias = '']) =>
    folders.has(alias.toLowerCase()) ? [] : [alias],
  )
}

function schemesOf({ settings }: FolderSettings): Readonly<Record<string, KnownScheme>> {
  return Object.fromEntries(
    Object.entries(settings.connections ?? {}).flatMap(([name, { scheme }]) =>
      scheme ? [[name, scheme] as const] : [],
    ),
  )
}

/** The folder for the settings of a file that is not there. */
export function standardInputFile(cwd: string): string {
  return resolve(cwd, 'standard-input.yml')
}
