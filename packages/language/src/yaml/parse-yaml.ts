import { Composer, type CST, type Document, isScalar, Lexer, Parser } from 'yaml'
import { LanguageError } from '../errors.ts'
import { indexLines, type LineIndex } from '../source/line-index.ts'
import type { YamlNode } from '../source/node.ts'
import { convertDocument } from './convert-document.ts'
import { DEEPEST_NESTING, LONGEST_FILE, tooDeep } from './limits.ts'

/** Scalars stay text (`failsafe`); duplicate keys, aliases and merge keys are judged by the conversion, with linear cost. */
const composerOptions = {
  schema: 'failsafe',
  merge: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const

/**
 * Reads one YAML document into nodes with places.
 *
 * @throws LanguageError `ERR_YAML_SYNTAX`, `ERR_YAML_EMPTY`, `ERR_YAML_DOCUMENTS`, `ERR_YAML_LIMIT`, and those of the conversion: `ERR_YAML_DUPLICATE_KEY`,
 *   `ERR_YAML_KEY`, `ERR_YAML_ALIAS`, `ERR_YAML_ALIAS_LIMIT`
 */
export function parseYaml(text: string, file: string): YamlNode {
  const placeAt = indexLines(text, file)
  if (text.length > LONGEST_FILE) {
    throw new LanguageError('ERR_YAML_LIMIT', {
      message: `the file has ${text.length} characters; a pipeline has at most ${LONGEST_FILE}`,
      hint: 'Azure Pipelines would refuse it too. Move long scripts into files of their own.',
      place: placeAt(0),
    })
  }
  const document = composeOne(text, placeAt)
  const error = document.errors[0]
  if (error) throw syntaxError(error.code, error.message, error.pos[0], placeAt)
  return convertDocument(document, text, placeAt)
}

function composeOne(text: string, placeAt: LineIndex): Document.Parsed {
  const documents = [...new Composer(composerOptions).compose(tokens(text, placeAt))].filter(hasContent)
  const [first, second] = documents
  if (!first) {
    throw new LanguageError('ERR_YAML_EMPTY', {
      message: 'the file is empty',
      hint: 'Write at least `steps:` with one step under it.',
      place: placeAt(0),
    })
  }
  if (second) {
    throw new LanguageError('ERR_YAML_DOCUMENTS', {
      message: 'a second YAML document starts here; a pipeline is one document',
      hint: 'Remove the `---` line and what follows, or keep it in a file of its own.',
      place: placeAt(second.contents?.range[0] ?? second.range[0]),
    })
  }
  return first
}

function hasContent(document: Document.Parsed): boolean {
  if (document.errors.length > 0) return true
  const { contents } = document
  return contents !== null && !(isScalar(contents) && contents.type === 'PLAIN' && contents.value === '')
}

/** The syntax tokens. The parser keeps its own stack; what composes them recurses, so nesting is bounded before it can. */
function* tokens(text: string, placeAt: LineIndex): Generator<CST.Token, void> {
  const parser = new Parser()
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme)
    if (parser.stack.length > DEEPEST_NESTING) throw tooDeep(placeAt(parser.offset))
  }
  yield* parser.end()
}

const syntaxHints: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'Indent with spaces: YAML does not allow tabs there.',
  BAD_INDENT: 'Line the text up with its neighbours, or close the bracket that is still open.',
  MISSING_CHAR: 'Add the character that is missing: a closing quote or bracket, or the colon after a key.',
  BLOCK_AS_IMPLICIT_KEY: 'Quote the value: an unquoted value cannot contain a colon followed by a space.',
  BAD_SCALAR_START: 'Quote the value: an unquoted value cannot start with this character.',
}

function syntaxError(code: string, message: string, offset: number, placeAt: LineIndex): LanguageError {
  return new LanguageError('ERR_YAML_SYNTAX', {
    message: `not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
    hint:
      syntaxHints[code] ?? 'Correct the YAML here, or just before: indentation, quotes, and the space after a colon.',
    place: placeAt(offset),
    data: { yamlCode: code },
  })
}
