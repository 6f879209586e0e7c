/** How a text may be written in YAML. */
export interface TextForms {
  readonly multiline: boolean
  readonly plain: boolean
  readonly singleQuoted: boolean
  readonly block: boolean
}

const FIRST_INDICATORS = '#,[]{}&*!|>\'"%@`\\'

/**
 * Which styles a text allows, by the rules of the service's emitter (YamlDotNet before 16.1.1, `Emitter.AnalyzeScalar`, MIT; read off the final YAML): plain text
 * starts with no indicator and has neither `: ` nor ` #` nor blanks at its ends; blanks beside line breaks leave double quotes only.
 */
export function analyzeText(text: string): TextForms {
  if (text === '') return { multiline: false, plain: false, singleQuoted: true, block: false }
  const multiline = /[\n\r\x85\u2028\u2029]/.test(text)
  const spaceBeforeBreak = /[ \t][\n\r]/.test(text)
  const breakBeforeSpace = /[\n\r][ \t]/.test(text)
  const special = isSpecial(text)
  const edges = /^[\s]|[\s]$/.test(text)
  // The empty line at the end of the final YAML would become a part of it.
  const endsInEmptyLine = /(?:^|\n)\n$/.test(text)
  const trailingBlank = /[ \t]$/.test(text)
  return {
    multiline,
    plain: !multiline && !special && !edges && !startsIndicator(text) && !hasIndicator(text),
    singleQuoted: !special && !spaceBeforeBreak && !breakBeforeSpace,
    block: !special && !spaceBeforeBreak && !trailingBlank && !endsInEmptyLine && !/^\n*\t/.test(text),
  }
}

function startsIndicator(text: string): boolean {
  if (text.startsWith('---') || text.startsWith('...')) return true
  if (FIRST_INDICATORS.includes(text.charAt(0))) return true
  return /^[?:-](?:\s|$)/.test(text)
}

function hasIndicator(text: string): boolean {
  return /:(?:\s|$)/.test(text) || /\s#/.test(text)
}

/** Control characters and halves of pairs have no printable form. */
function isSpecial(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) as number
    const printable =
      code === 9 ||
      code === 10 ||
      code === 13 ||
      (code >= 32 && code <= 126) ||
      code === 0x85 ||
      (code >= 0xa0 && code <= 0xd7ff)
    if (!printable && !(code >= 0xe000 && code <= 0xfffd && code !== 0xfeff) && code < 0x10000) return true
  }
  return false
}
