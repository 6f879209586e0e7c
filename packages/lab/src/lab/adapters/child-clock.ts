import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { basename, isAbsolute, join } from 'node:path'
import { openSharedMemory, type SharedMemory } from './shared-memory.ts'

/** What the lab's clock asks of the machine, so that tests can give another. */
export interface ClockPlatform {
  readonly platform: NodeJS.Platform
  /** The directories of PATH, to find the programs that the shims stand before. */
  readonly path: readonly string[]
  /** Whether libfaketime is used where there is one; it is unless this says no. */
  readonly faketime?: boolean
}

/** How the children of a lab see its clock, and the files that make them. */
export interface ChildClock {
  /** What finds `sleep` (and `date`, without libfaketime) first on PATH. */
  readonly binDirectory: string
  readonly environment: Readonly<Record<string, string>>
  /** `faketime`: whatever asks libc; `date`: only the `date` command; `none`: nothing. */
  readonly reach: 'faketime' | 'date' | 'none'
  setOffset(offsetMs: number): void
  /** Removes what the children shared. */
  close(): void
}

/** Where Debian, Fedora, Alpine and Homebrew put libfaketime (Debian: package `faketime`, measured with 0.9.10). */
const FAKETIME_LIBRARIES = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib64/faketime/libfaketime.so.1',
  '/usr/lib/faketime/libfaketime.so.1',
  '/usr/local/lib/faketime/libfaketime.so.1',
]

/** Finds libfaketime on this machine; undefined where there is none. Linux only: macOS needs binaries that are not signed. */
export function findFaketime(platform: NodeJS.Platform): string | undefined {
  return platform === 'linux' ? FAKETIME_LIBRARIES.find((file) => existsSync(file)) : undefined
}

/**
 * Makes the files through which children see the lab's clock: a `sleep` that waits on it, the file that libfaketime reads, and, where there is no
 * libfaketime, a `date` that adds the offset.
 */
export function openChildClock(
  directory: string,
  door: { readonly port: number; readonly secret: string },
  { platform, path, faketime = true }: ClockPlatform,
): ChildClock {
  const binDirectory = join(directory, 'bin')
  mkdirSync(binDirectory, { recursive: true, mode: 0o700 })
  const offsetFile = join(directory, 'clock-offset')
  const environment: Record<string, string> = {
    MINTWELL_LAB_CLOCK: `http://lab:${door.secret}@127.0.0.1:${door.port}/clock`,
  }
  const folders = path.filter(isAbsolute)
  const find = (name: string) => folders.map((folder) => join(folder, name)).find((file) => existsSync(file))
  const bash = find('bash')
  const sleep = find('sleep')
  if (bash && sleep) writeShim(join(binDirectory, 'sleep'), sleepShim(bash, sleep, door))

  const library = faketime ? findFaketime(platform) : undefined
  let reach: ChildClock['reach'] = 'none'
  let memory: SharedMemory | undefined
  if (library) {
    reach = 'faketime'
    environment.LD_PRELOAD = library
    environment.FAKETIME_TIMESTAMP_FILE = offsetFile
    environment.FAKETIME_NO_CACHE = '1'
    // The times of files are what they are: a lock at each look at a file, which a process that is killed leaves locked for the others, is not worth another time.
    environment.NO_FAKE_STAT = '1'
    memory = openSharedMemory(library, basename(directory))
    if (memory) environment.FAKETIME_SHARED = memory.value
  } else {
    const date = find('date')
    if (bash && date && platform === 'linux') {
      reach = 'date'
      writeShim(join(binDirectory, 'date'), dateShim(bash, date, offsetFile))
    }
  }

  return {
    binDirectory,
    environment,
    reach,
    setOffset(offsetMs) {
      // libfaketime reads an offset in seconds with a sign and no `@`; written aside and renamed, because children read it at any moment.
      const text = `${offsetMs < 0 ? '-' : '+'}${(Math.abs(offsetMs) / 1_000).toFixed(3)}`
      writeFileSync(`${offsetFile}.new`, text, { mode: 0o600 })
      renameSync(`${offsetFile}.new`, offsetFile)
    },
    close() {
      memory?.close()
    },
  }
}

function writeShim(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o700 })
  chmodSync(file, 0o700)
}

/** Quotes a path for the shims. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`
}

/**
 * A `sleep` in bash: it asks the lab's clock over `/dev/tcp` (bash's own, no further program), and gives odd arguments to the real one. `-p`, here and below, keeps
 * the step's own `BASH_ENV`, exported functions and `set -x` out of it.
 */
function sleepShim(bash: string, sleep: string, door: { readonly port: number; readonly secret: string }): string {
  const real = quoted(sleep)
  return `#!${bash} -p
# Waits on the lab's clock. Options, and whatever cannot be a duration, go to the real sleep.
query=
options=1
for duration; do
  if [ "$options" ]; then
    case $duration in --) options= && continue ;; -*) exec ${real} "$@" ;; esac
  fi
  case $duration in '' | *[!0-9A-Za-z.+\\ -]*) exec ${real} "$@" ;; esac
  duration=\${duration// /%20}
  query=$query\\&for=\${duration//+/%2B}
done
[ "$query" ] || exec ${real} "$@"
exec 3<>/dev/tcp/127.0.0.1/${door.port} || exec ${real} "$@"
printf 'POST /clock/sleep?pid=%d%s HTTP/1.1\\r\\nHost: 127.0.0.1:${door.port}\\r\\nAuthorization: Bearer ${door.secret}\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n' $$ "$query" >&3
IFS= read -r answer <&3
case $answer in *' 200 '*) exit 0 ;; *' 400 '*) exec ${real} "$@" ;; esac
exit 1
`
}

/** A `date` in bash, for machines without libfaketime: the present is the lab's, unless the call names another moment. */
function dateShim(bash: string, date: string, offsetFile: string): string {
  const real = quoted(date)
  return `#!${bash} -p
# Shows the lab's time. Whatever names a moment of its own goes to the real date as it is.
for argument; do
  case $argument in -d* | --date* | -r* | --reference* | -f* | --file* | -s* | --set* | --help | --version) exec ${real} "$@" ;; esac
done
read -r offset <${quoted(offsetFile)}
[ "$offset" ] || exec ${real} "$@"
exec ${real} --date="@$(( $(${real} +%s) + \${offset%.*} ))" "$@"
`
}
