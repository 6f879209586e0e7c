/**
 * What may stand at a place of a pipeline: text, a sequence, mappings, or several of these. Shapes name each other, so that the schema is plain data
 * (learn.microsoft.com, Azure Pipelines YAML schema reference; microsoft/azure-pipelines-vscode, `service-schema.json`).
 */
export interface Shape {
  readonly scalar?: ScalarRule
  readonly sequence?: SequenceRule
  /** Tried by their keys: the first key selects where a rule has one, and every key leaves out the rules that do not have it. */
  readonly mappings?: readonly MappingRule[]
  /** What `${{ }}` may do from here on; otherwise as in the shape around it. */
  readonly expressions?: ExpressionUse
}

/** `all`: values, keys and directives. `values`: values only, a directive is a key like others. `literal`: text in quotes only. `none`: the service refuses them. */
export type ExpressionUse = 'all' | 'values' | 'literal' | 'none'

/** The name of a shape in the schema. */
export type ShapeName = string

/** Which texts are taken. */
export type ScalarRule =
  | { readonly kind: 'text' }
  | { readonly kind: 'non-empty' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'words'; readonly words: readonly string[] }

/** What templates can give items to. */
export type TemplateKind = 'stages' | 'jobs' | 'steps' | 'variables' | 'phases'

/** A sequence of items of one shape. */
export interface SequenceRule {
  readonly items: ShapeName
  /** Items `- template: file.yml` are replaced by what the file has under this key. */
  readonly templates?: TemplateKind
}

/** A mapping. */
export interface MappingRule {
  /** The key that has to come first, and that tells this mapping from others in the same place. */
  readonly first?: string
  readonly properties: Readonly<Record<string, ShapeName>>
  /** The shape of values under keys that are not listed; without it, such keys are refused. */
  readonly others?: ShapeName
  /** Its `variables` can be read by everything below it. */
  readonly scope?: boolean
  /** Its entries are variables, readable by those that follow. */
  readonly defines?: 'variables'
}

/** Text of any kind. */
export const text: Shape = { scalar: { kind: 'text' } }

/** Words of a closed list, exactly as written. */
export const words = (...list: readonly string[]): Shape => ({ scalar: { kind: 'words', words: list } })

/** Text, or a sequence of texts. */
export const textOrList: Shape = { scalar: { kind: 'text' }, sequence: { items: 'text' } }

/** A mapping with these keys and no others. */
export const mapping = (properties: Readonly<Record<string, ShapeName>>): Shape => ({ mappings: [{ properties }] })

/** A mapping whose keys are the user's own. */
export const mappingOf = (others: ShapeName): Shape => ({ mappings: [{ properties: {}, others }] })

/** A sequence. */
export const listOf = (items: ShapeName): Shape => ({ sequence: { items } })
