// The texts of the string literals of a TypeScript source, with their lines; comments, regular expressions and the code of `${ }` are left out.

/** What a slash behind one of these begins is a regular expression, not a division. */
const BEFORE_REGEX =
  /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|yield|await))\s*$/

/**
 * @param {string} source
 * @returns {readonly { readonly line: number, readonly text: string }[]} the parts of a template literal one by one
 */
export function stringLiterals(source) {
  const found = []
  let index = 0
  let line = 1
  let code = ''
  const advance = (count) => {
    for (const character of source.slice(index, index + count)) if (character === '\n') line += 1
    index += count
  }
  const skip = (pattern) => {
    pattern.lastIndex = index
    advance(pattern.exec(source)?.[0].length || 1)
  }

  /** The parts of a template literal, whose opening or `}` is behind. */
  const template = () => {
    const start = line
    const [part = ''] = /^(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/.exec(source.slice(index)) ?? []
    advance(part.length)
    found.push({ line: start, text: part })
    const inside = source.startsWith('${', index)
    advance(inside ? 2 : 1)
    if (inside) {
      walk('}')
      template()
    }
  }

  const walk = (end) => {
    let depth = 0
    while (index < source.length) {
      const rest = source.slice(index, index + 2)
      const [character] = rest
      if (rest === '//') skip(/.*/y)
      else if (rest === '/*') skip(/\/\*[\s\S]*?\*\//y)
      else if (character === '/' && BEFORE_REGEX.test(code)) skip(/\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/\w*/y)
      else if (character === "'" || character === '"') {
        const pattern = character === "'" ? /'((?:\\.|[^'\\\n])*)'/y : /"((?:\\.|[^"\\\n])*)"/y
        pattern.lastIndex = index
        const match = pattern.exec(source)
        if (match) found.push({ line, text: match[1] ?? '' })
        advance(match?.[0].length ?? 1)
        code = 'x'
      } else if (character === '`') {
        advance(1)
        template()
        code = 'x'
      } else {
        if (character === '{') depth += 1
        if (character === '}' && depth === 0 && end === '}') return advance(1)
        if (character === '}') depth -= 1
        code = (code + character).slice(-20)
        advance(1)
      }
    }
  }
  walk('')
  return found
}
