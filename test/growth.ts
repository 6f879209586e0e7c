/**
 * How many times as much time work takes when there is sixteen times as much of it: about 16 where it is linear, 256 where it is quadratic. It is the processor's time, and
 * the least of five each, in turn, so that neither a busy machine nor a first run counts.
 *
 * @example
 * expect(growth((size) => findTokens('a.'.repeat(size)), 100_000)).toBeLessThan(LINEAR)
 */
export function growth(work: (size: number) => void, size: number): number {
  let small = Number.POSITIVE_INFINITY
  let large = Number.POSITIVE_INFINITY
  for (let turn = 0; turn < 5; turn += 1) {
    small = Math.min(small, took(work, size))
    large = Math.min(large, took(work, 16 * size))
  }
  return large / small
}

/** What `growth` is at most for work that is linear: half-way, in factors of two, between linear and quadratic. */
export const LINEAR = 64

function took(work: (size: number) => void, size: number): number {
  const before = process.cpuUsage()
  work(size)
  const { user, system } = process.cpuUsage(before)
  return user + system
}
