import { LanguageError } from '../errors.ts'
import { upperOrdinal } from '../expression/fold-case.ts'
import type { YamlNode } from '../source/node.ts'
import { buildNodes } from './build-nodes.ts'
import { checkCharacters } from './check-characters.ts'
import { LONGEST_FILE } from './limits.ts'

/**
 * Reads one YAML document into nodes with places, as the service's reader does it: scalars are text, anchors are refused, keys may repeat.
 *
 * @throws LanguageError `ERR_YAML_SYNTAX`, `ERR_YAML_EMPTY`, `ERR_YAML_DOCUMENTS`, `ERR_YAML_LIMIT`, `ERR_YAML_ANCHOR`, `ERR_YAML_ALIAS`, `ERR_YAML_KEY`
 */
export function readYaml(text: string, file: string): YamlNode {
  const start = { file, line: 1, column: 1 }
  if (text.length > LONGEST_FILE) {
    throw new LanguageError('ERR_YAML_LIMIT', {
      message: `The maximum file size of ${LONGEST_FILE} characters has been exceeded`,
      hint: `The file has ${text.length} characters. Move long scripts into files of their own.`,
      place: start,
      frame: 'file',
    })
  }
  checkCharacters(text, file)
  const root = buildNodes(text, file)
  if (root) return root
  throw new LanguageError('ERR_YAML_EMPTY', {
    message: 'the file is empty',
    hint: 'Write at least `steps:` with one step under it.',
    place: start,
  })
}

/**
 * Reads one YAML document whose keys are unique in every mapping, in whatever case.
 *
 * @throws LanguageError as `readYaml`, and `ERR_YAML_DUPLICATE_KEY`
 */
export function parseYaml(text: string, file: string): YamlNode {
  const root = readYaml(text, file)
  checkKeys(root)
  return root
}

function checkKeys(node: YamlNode): void {
  if (node.kind === 'sequence') node.items.forEach(checkKeys)
  if (node.kind !== 'mapping') return
  const seen = new Set<string>()
  for (const { key, value } of node.entries) {
    const folded = upperOrdinal(key.text)
    if (seen.has(folded)) {
      throw new LanguageError('ERR_YAML_DUPLICATE_KEY', {
        message: `'${key.text}' is already defined`,
        hint: 'Remove one of the two; the case of a key does not count.',
        place: key.place,
        data: { key: key.text },
      })
    }
    seen.add(folded)
    checkKeys(value)
  }
}
