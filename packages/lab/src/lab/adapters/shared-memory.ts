import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where POSIX shared memory and semaphores are files on Linux (shm_overview(7), sem_overview(7)). */
const DIRECTORY = '/dev/shm'
/** What libfaketime keeps there (its `ft_shared_s`): how often it was asked, the place in a file of times, and four instants of its start, which are not known yet: nanoseconds of -1. */
const NOTHING_YET = Buffer.concat([Buffer.alloc(16), ...Array.from({ length: 4 }, () => startUnknown())])
/** The longest that the process may take that shows what a new semaphore is, in milliseconds. */
const SHOW_MS = 5_000

/** Shared memory of libfaketime, for all processes that see a lab's time. */
export interface SharedMemory {
  /** For `FAKETIME_SHARED`. */
  readonly value: string
  close(): void
}

/**
 * Makes the semaphore and the memory that libfaketime's processes share. Left to itself it makes a pair for each process that starts the others, named after the process id, and
 * a subshell that ends takes its parent's away; the pairs of processes that were killed, or became another program, stay, and a later process with the same number then refuses
 * to start (`sem_open failed and recreation attempts failed`; measured, 0.9.10). A pair that is there before everybody is made and removed by nobody else. Gives undefined where
 * the library cannot be loaded, or keeps its semaphores elsewhere; `name` is nobody else's.
 *
 * @example
 * const memory = openSharedMemory('/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1', 'mintwell-4f2a')
 * spawn('date', { env: { FAKETIME_SHARED: memory.value, … } })
 */
export function openSharedMemory(library: string, name: string): SharedMemory | undefined {
  const plain = name.replace(/[^\w.-]/g, '_') // The library reads two words.
  // The layout of a semaphore is the C library's own: that of a process which has just made one is copied.
  const { pid, stdout: semaphore } = spawnSync('/bin/sh', ['-c', `cat ${DIRECTORY}/sem.faketime_sem_$$`], {
    env: { PATH: '/usr/bin:/bin', LD_PRELOAD: library, FAKETIME: '+0' },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: SHOW_MS,
  })
  // Where the shell became `cat`, nobody removes what it had made.
  for (const left of [`sem.faketime_sem_${pid}`, `faketime_shm_${pid}`]) rmSync(join(DIRECTORY, left), { force: true })
  if (!semaphore?.length) return undefined
  const made: string[] = []
  const close = () => {
    for (const file of made) rmSync(file, { force: true })
  }
  try {
    for (const [file, content] of [
      [`sem.${plain}`, semaphore],
      [plain, NOTHING_YET],
    ] as const) {
      writeFileSync(join(DIRECTORY, file), content, { mode: 0o600, flag: 'wx' })
      made.push(join(DIRECTORY, file))
    }
  } catch {
    close()
    return undefined
  }
  return { value: `/${plain} /${plain}`, close }
}

function startUnknown(): Buffer {
  const time = Buffer.alloc(16)
  time.writeBigInt64LE(-1n, 8)
  return time
}
