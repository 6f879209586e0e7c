/**
 * Whether a path, with `/` between its parts, fits a pattern: `*` within a part, `**` over parts; a folder stands for all below it.
 *
 * @example fitsPattern('legacy/a/b.yml', 'legacy/**') // true
 */
export function fitsPattern(path: string, pattern: string): boolean {
  const source = pattern
    .replace(/^\.?\//, '')
    .replace(/\/$/, '')
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => SPECIAL[part] ?? part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&'))
    .join('')
  return new RegExp(`^${source}(?:/.*)?$`).test(path)
}

const SPECIAL: Readonly<Record<string, string>> = {
  '**/': '(?:[^/]*/)*?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
}
