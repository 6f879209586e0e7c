import { LanguageError, quote } from '../errors.ts'

const pad = (number: number, width: number) => String(number).padStart(width, '0')

/** The date specifiers that `format` takes, in UTC (actions/runner, src/Sdk/DTExpressions, `FormatNode.cs`). */
const specifiers: Readonly<Record<string, (date: Date) => string>> = {
  yyyy: (date) => pad(date.getUTCFullYear(), 4),
  yy: (date) => pad(date.getUTCFullYear() % 100, 2),
  MM: (date) => pad(date.getUTCMonth() + 1, 2),
  M: (date) => String(date.getUTCMonth() + 1),
  dd: (date) => pad(date.getUTCDate(), 2),
  d: (date) => String(date.getUTCDate()),
  HH: (date) => pad(date.getUTCHours(), 2),
  H: (date) => String(date.getUTCHours()),
  mm: (date) => pad(date.getUTCMinutes(), 2),
  m: (date) => String(date.getUTCMinutes()),
  ss: (date) => pad(date.getUTCSeconds(), 2),
  s: (date) => String(date.getUTCSeconds()),
  zzz: () => '+00:00',
  K: () => '+00:00',
}

/**
 * Writes a date by a format such as `yyyyMMdd`; `\x` is a literal x, a space is itself, `f` to `fffffff` are parts of a second.
 *
 * @throws LanguageError `ERR_EXPRESSION_FORMAT`
 */
export function formatDateTime(date: Date, format: string): string {
  let text = ''
  for (const [part] of format.matchAll(/\\.|(.)\1*/gs)) {
    const specifier = Object.hasOwn(specifiers, part) ? specifiers[part] : undefined
    if (specifier) text += specifier(date)
    else if (/^f{1,7}$/.test(part)) text += pad(date.getUTCMilliseconds(), 3).padEnd(7, '0').slice(0, part.length)
    else if (/^ +$/.test(part)) text += part
    else if (part.length === 2 && part.startsWith('\\')) text += part[1]
    else throw unknownSpecifier(format)
  }
  return text
}

function unknownSpecifier(format: string): LanguageError {
  return new LanguageError('ERR_EXPRESSION_FORMAT', {
    message: `${quote(format)} is not a date format`,
    hint: `Use ${Object.keys(specifiers).join(', ')}, f to fffffff; put \\ before other characters, as in yyyy\\-MM\\-dd.`,
    data: { format },
  })
}
