const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * Reads a duration such as `90s`, `10m`, `1h30m`, `24h`, `3d` or a bare number of seconds; the answer is in milliseconds, undefined when it is no duration.
 *
 * @example parseDuration('1h30m') // 5_400_000
 */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim()
  if (/^\d+(\.\d+)?$/.test(trimmed)) return finite(Number(trimmed) * 1_000)
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(trimmed)) return undefined
  let total = 0
  for (const [, amount, , unit] of trimmed.matchAll(/(\d+(\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * (UNIT_MS[unit as string] as number)
  }
  return finite(total)
}

/** What is too large for a number is no duration. */
function finite(ms: number): number | undefined {
  return Number.isFinite(ms) ? Math.round(ms) : undefined
}

/**
 * Writes a duration in milliseconds for people: the two largest units, `-` in front when negative.
 *
 * @example formatDuration(87_008_000) // '24 h 10 min'
 */
export function formatDuration(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000)
  const sign = ms < 0 && seconds > 0 ? '-' : ''
  const parts: string[] = []
  const units: readonly (readonly [number, string])[] = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ]
  let rest = seconds
  for (const [size, name] of units) {
    // 24 h to 48 h are said in hours: the day of this product is a token's 24 h 5 min.
    if (name === 'd' && seconds < 2 * 86_400) continue
    const amount = Math.floor(rest / size)
    rest -= amount * size
    if (amount > 0) parts.push(`${amount} ${name}`)
  }
  return sign + (parts.slice(0, 2).join(' ') || '0 s')
}
