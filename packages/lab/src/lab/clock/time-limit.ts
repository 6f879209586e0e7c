/** Where a call that waits has its time limit: as a number of milliseconds, -1 for none, or as an address, 0 for none. */
interface TimeLimit {
  readonly argument: number
  readonly none: readonly string[]
}

const asNumber = (argument: number): TimeLimit => ({ argument, none: ['0xffffffff', '0xffffffffffffffff'] })
const asAddress = (argument: number): TimeLimit => ({ argument, none: ['0x0'] })

/** By the number of the call, on x86-64 and, behind the comma, arm64 (Linux, `unistd_64.h` and `asm-generic/unistd.h`). */
const TIME_LIMITS: Readonly<Record<string, TimeLimit>> = {
  7: asNumber(2), // poll
  232: asNumber(3), // epoll_wait
  281: asNumber(3), // epoll_pwait, 22
  22: asNumber(3),
  441: asAddress(3), // epoll_pwait2, the same
  271: asAddress(2), // ppoll, 73
  73: asAddress(2),
  23: asAddress(4), // select
  270: asAddress(4), // pselect6, 72
  72: asAddress(4),
}

/**
 * Whether a system call that waits for descriptors (epoll, poll, select) waits without a time limit, as `/proc/PID/syscall` tells it: number, then arguments.
 *
 * @example waitsWithoutLimit(['281', '0xe', '0x7ffca4594390', '0x400', '0xffffffff']) // true
 */
export function waitsWithoutLimit([number = '', ...values]: readonly string[]): boolean {
  const limit = TIME_LIMITS[number]
  return limit?.none.includes(values[limit.argument] ?? '') ?? false
}

/** `epoll_wait` and `epoll_pwait`, whose limit is a number of milliseconds: by what Node waits. `epoll_pwait2` keeps it in memory that is not read. */
const EPOLL_CALLS = new Set(['232', '281', '22'])

/**
 * The time limit of an `epoll_wait`, in milliseconds, as it was when the wait began; undefined where there is none, or the call is another.
 *
 * @example epollLimitMs(['281', '0xe', '0x7ffca4594390', '0x400', '0x75300']) // 480000
 */
export function epollLimitMs([number = '', ...values]: readonly string[]): number | undefined {
  const limit = Number(EPOLL_CALLS.has(number) ? values[3] : undefined)
  return limit < 0x7fff_ffff ? limit : undefined
}
