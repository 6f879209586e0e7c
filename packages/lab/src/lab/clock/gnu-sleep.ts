/** The units of a duration, as GNU `sleep` has them, in milliseconds. */
const UNIT_MS: Readonly<Record<string, number>> = { '': 1_000, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** What C's `strtod` takes in the C locale: a sign, and a decimal or hexadecimal number with an exponent, or infinity, in any case. */
const NUMBER =
  /^\s*([+-]?)(?:(inf(?:inity)?)|0x([\da-f]+\.?[\da-f]*|\.[\da-f]+)(?:p([+-]?\d+))?|((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?))/i

/**
 * What GNU `sleep` makes of one argument, in milliseconds: what `strtod` reads of it, and one letter for the unit. Undefined for what it refuses: less than nothing,
 * NaN, anything behind the unit. Source: the coreutils manual, "sleep invocation" and "Floating point numbers"; measured with coreutils 9.1.
 *
 * @example gnuSleepMs('1e3') // 1_000_000
 */
export function gnuSleepMs(text: string): number | undefined {
  const match = NUMBER.exec(text)
  if (!match) return undefined
  const [whole, sign, infinite, hexadecimal, exponent, decimal] = match
  const unit = UNIT_MS[text.slice(whole.length)]
  if (unit === undefined) return undefined
  const size = infinite
    ? Number.POSITIVE_INFINITY
    : hexadecimal === undefined
      ? Number(decimal)
      : fromHexadecimal(hexadecimal) * 2 ** Number(exponent ?? 0)
  const ms = (sign === '-' ? -size : size) * unit
  return ms >= 0 ? Math.abs(ms) : undefined
}

function fromHexadecimal(digits: string): number {
  const [whole = '', fraction = ''] = digits.split('.')
  return Number.parseInt(`0${whole}${fraction}`, 16) / 16 ** fraction.length
}
