import { LanguageError } from '../errors.ts'
import type { Place } from '../source/place.ts'
import type { Mark } from './token.ts'

/** What the service adds to every error of its YAML reader (measured). */
const TAIL = '\nObject reference not set to an instance of an object.'

const hints: readonly (readonly [RegExp, string])[] = [
  [/^Mapping values/, "Quote the value: unquoted text cannot contain ': '. Or line the key up with its neighbours."],
  [/tab character/, 'Indent with spaces: YAML does not allow tabs there.'],
  [/cannot start any token/, 'Quote the value: unquoted text cannot start with this character.'],
  [
    /expected key|'-' indicator|Block sequence/,
    'Line the text up with its neighbours, or close the quote or bracket above it.',
  ],
  [/quoted scalar/, 'Add the closing quote.'],
  [/simple key/, "Write 'key: value', or indent the line as part of the text above it."],
  [/flow/, 'Add the comma or bracket that is missing.'],
]

function hintFor(message: string): string {
  return (
    hints.find(([pattern]) => pattern.test(message))?.[1] ??
    'Correct the YAML here or just before: indentation, quotes, brackets.'
  )
}

/** An error of the scanner, in the words and the frame of the service's YAML reader (YamlDotNet, `Scanner.cs`; measured). */
export function scannerError(message: string, mark: Mark, file: string): LanguageError {
  const at = `(Line: ${mark.line}, Col: ${mark.column}, Idx: ${mark.index})`
  return new LanguageError('ERR_YAML_SYNTAX', {
    message: `${at} - ${at}: ${message}${TAIL}`,
    hint: hintFor(message),
    place: { file, line: mark.line, column: mark.column },
    frame: 'file',
  })
}

/** An error of the parser, which the service frames in another way than the scanner's: with the place, and two spaces after it (measured). */
export function parserError(message: string, mark: Mark, file: string): LanguageError {
  return new LanguageError('ERR_YAML_SYNTAX', {
    message: ` ${message}${TAIL}`,
    hint: hintFor(message),
    place: { file, line: mark.line, column: mark.column },
  })
}

/** The error for an anchor: Azure Pipelines refuses them where they are defined, used or not (measured). */
export function anchorError(name: string, mark: Mark, file: string): LanguageError {
  return new LanguageError('ERR_YAML_ANCHOR', {
    message: `Anchors are not currently supported. Remove the anchor '${name}'${TAIL}`,
    hint: 'Azure Pipelines has neither anchors nor aliases nor merge keys: repeat the lines, or move them into a template.',
    place: { file, line: mark.line, column: mark.column },
    frame: 'file',
    data: { name },
  })
}

/** The error for an alias without an anchor, which is mostly a pattern such as `*.md` without quotes. */
export function aliasError(name: string, mark: Mark, file: string): LanguageError {
  return new LanguageError('ERR_YAML_ALIAS', {
    message: `Aliases are not supported: '*${name}'`,
    hint: `Quote it if it is a pattern: '*${name}'.`,
    place: { file, line: mark.line, column: mark.column },
    data: { name },
  })
}

/** The error for a key that is a list or a mapping. */
export function keyError(place: Place): LanguageError {
  return new LanguageError('ERR_YAML_KEY', {
    message: 'Expected a scalar value',
    hint: 'A key has to be text. Quote it if it starts with { or [.',
    place,
  })
}

/** The error for a second document. */
export function secondDocumentError({ line, column }: Mark, file: string): LanguageError {
  return new LanguageError('ERR_YAML_DOCUMENTS', {
    message: 'Expected stream end parse event',
    hint: `A second YAML document starts in line ${line}: a pipeline is one document. Remove the '---' and what follows.`,
    place: { file, line, column },
    frame: 'file',
  })
}
