import { spawn } from 'node:child_process'
import type { Processes } from '@mintwell/runner'

/** Cleans up behind this process if it is killed. */
export interface Guard {
  /** A process group that must not outlive this process. */
  watch(group: number): void
  /** A process group of which nothing is left: its number may be another's by now. */
  forget(group: number): void
  /** All is in order: the guard ends and does nothing. */
  release(): void
}

/**
 * Reads `group N`, `ended N` and `done`, a line each. Where its input ends without `done`, whoever held the pipe was killed (SIGKILL, the kernel's memory killer): the groups are asked to end, the directory is removed, and what is
 * left is killed. The shared memory of the directory's lab, which is named after it, goes too.
 */
const SCRIPT = `groups=
while read -r word rest; do
  case $word in
    done) exit 0 ;;
    group) groups="$groups $rest" ;;
    ended)
      groups=" $groups "
      case $groups in *" $rest "*) groups="\${groups%%" $rest "*} \${groups#*" $rest "}" ;; esac ;;
  esac
done
for group in $groups; do kill -s TERM -- "-$group" 2>/dev/null; done
rm -rf -- "$1"
sleep 0.5
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
rm -rf -- "$1"
rm -f -- "/dev/shm/\${1##*/}" "/dev/shm/sem.\${1##*/}"
exit 0
`

/** Starts a guard over a directory, in a session of its own, so that nothing that ends us ends it. Without /bin/sh (Windows) there is none. */
export function startGuard(directory: string, platform: NodeJS.Platform): Guard {
  if (platform === 'win32') return { watch: () => {}, forget: () => {}, release: () => {} }
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'mintwell-guard', directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: { PATH: '/usr/bin:/bin' },
    cwd: '/',
  })
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  child.unref()
  return {
    watch: (group) => void child.stdin.write(`group ${group}\n`),
    forget: (group) => void child.stdin.write(`ended ${group}\n`),
    release: () => void child.stdin.end('done\n'),
  }
}

/** The same processes, each of which the guard knows of. */
export function guarded(processes: Processes, guard: Guard): Processes {
  return {
    ...processes,
    spawn(request) {
      const running = processes.spawn(request)
      if (running.session > 0) guard.watch(running.session)
      return running
    },
    async endAll(sessions, marker) {
      await processes.endAll(sessions, marker)
      for (const session of sessions) guard.forget(session)
    },
  }
}
