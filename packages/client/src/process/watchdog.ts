import type { WatchdogLaunch } from './launch.ts'

/**
 * Where we were killed: ends every process that carries the mark in its environment (a variable of that name, which every command gets from us and hands on to
 * whatever it starts, in whichever session), that is in a group or session we told, or that one of these started. Asked first, killed after half a second;
 * what is started meanwhile is found by looking again, until three looks in a row find nothing. Another watchdog is left to its own work. Systems without /proc
 * have no environments to look at: there the groups and their children count.
 *
 * Arguments: mintwell-watchdog MARK "TARGETS" PATH…
 */
const SWEEP = `
const fs = require('node:fs')
const { spawnSync } = require('node:child_process')
const [, mark, targets, ...paths] = process.argv.slice(1)
const wanted = new Set(targets.split(' ').filter(Boolean).map((text) => Math.abs(Number(text))))
const known = new Map()
const read = (pid, file) => { try { return fs.readFileSync('/proc/' + pid + '/' + file, 'latin1') } catch { return '' } }
const fromProc = () => fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).flatMap((name) => {
  const stat = read(name, 'stat')
  const part = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return stat === '' || part[0] === 'Z' ? [] : [{ pid: +name, parent: +part[1], group: +part[2], session: +part[3], since: part[19] }]
})
const fromPs = () => String(spawnSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,lstart='], { encoding: 'utf8' }).stdout).split('\\n').flatMap((line) => {
  const [pid, parent, group, ...since] = line.trim().split(/ +/)
  return pid ? [{ pid: +pid, parent: +parent, group: +group, session: +group, since: since.join(' ') }] : []
})
const hasProc = fs.existsSync('/proc/self/environ')
const isMarked = (pid) => hasProc && ('\\0' + read(pid, 'environ')).includes('\\0' + mark + '=')
const isWatchdog = (pid) => hasProc && read(pid, 'cmdline').includes('\\0mintwell-watchdog\\0')
function left() {
  const all = hasProc ? fromProc() : fromPs()
  const found = new Set()
  for (const one of all)
    if (known.get(one.pid) === one.since || wanted.has(one.pid) || wanted.has(one.group) || wanted.has(one.session) || isMarked(one.pid)) found.add(one.pid)
  for (let size = -1; size !== found.size; ) {
    size = found.size
    for (const one of all) if (found.has(one.parent) && one.pid !== process.pid && !isWatchdog(one.pid)) found.add(one.pid)
  }
  for (const one of all) if (found.has(one.pid)) known.set(one.pid, one.since)
  found.delete(process.pid)
  return [...found]
}
const remove = () => { for (const path of paths) try { fs.rmSync(path, { recursive: true, force: true, maxRetries: 3 }) } catch {} }
const started = performance.now()
const asked = new Set()
let calm = 0
const timer = setInterval(() => {
  const passed = performance.now() - started
  const rest = left()
  for (const pid of rest) {
    const name = passed > 500 ? 'SIGKILL' : 'SIGTERM'
    if (name === 'SIGTERM' && asked.has(pid)) continue
    asked.add(pid)
    try { process.kill(pid, name) } catch {}
  }
  calm = rest.length === 0 ? calm + 1 : 0
  if (calm < 3 && passed < 5000) return
  clearInterval(timer)
  remove()
}, 30)
`

/**
 * Reads lines from us: `remove PATH`, `group N`, `pid N`, `ended N` (of that group nothing is left: its number may be another's by now) and `done`. Where its input ends
 * without `done`, the holder of the pipe was killed (SIGKILL, the kernel's memory killer, a signal that nobody handles): the paths are removed, and what is left is ended
 * by {@link SWEEP}, or by its groups where node is gone. In a session of its own, so that nothing that ends us ends it.
 *
 * Arguments: NODE SWEEP MARK
 */
const WAIT = `node=$1 sweep=$2 mark=$3
shift 3
targets=' '
while IFS=' ' read -r word rest; do
  case $word in
    done) exit 0 ;;
    remove) set -- "$@" "$rest" ;;
    group) targets="$targets-$rest " ;;
    pid) targets="$targets$rest " ;;
    ended) case $targets in *" -$rest "*) targets="\${targets%%" -$rest "*} \${targets#*" -$rest "}" ;; esac ;;
  esac
done
for path in "$@"; do rm -rf -- "$path"; done
[ -x "$node" ] && exec "$node" -e "$sweep" mintwell-watchdog "$mark" "$targets" "$@"
for target in $targets; do kill -s TERM -- "$target" 2>/dev/null; done
sleep 0.5
for target in $targets; do kill -s KILL -- "$target" 2>/dev/null; done
for path in "$@"; do rm -rf -- "$path"; done
`

/** The watchdog of POSIX systems: a small shell, which is there at once and costs next to nothing; `node` is started only when there is something to do. */
export function posixWatchdog(nodePath: string, mark: string): WatchdogLaunch {
  return {
    file: '/bin/sh',
    args: ['-c', WAIT, 'mintwell-watchdog', nodePath, SWEEP, mark],
    env: { PATH: '/usr/bin:/bin' },
  }
}

/** The same in Node, for Windows: what a process started is found by its parents (`taskkill /T`). */
const WINDOWS_WAIT = `
let text = ''
const targets = new Set(), paths = []
process.stdin.setEncoding('utf8').on('data', (part) => {
  const lines = (text + part).split('\\n')
  text = lines.pop()
  for (const line of lines) {
    const [word] = line.split(' ', 1)
    const rest = line.slice(word.length + 1)
    if (word === 'done') process.exit()
    if (word === 'remove') paths.push(rest)
    if (word === 'group' || word === 'pid') targets.add(rest)
    if (word === 'ended') targets.delete(rest)
  }
}).on('end', () => {
  for (const target of targets) require('node:child_process').spawnSync('taskkill', ['/T', '/F', '/PID', target], { stdio: 'ignore', windowsHide: true })
  for (const path of paths) require('node:fs').rmSync(path, { recursive: true, force: true, maxRetries: 5 })
})`

/** The watchdog of Windows, which has neither /bin/sh nor environments to look at. */
export function windowsWatchdog(nodePath: string, mark: string): WatchdogLaunch {
  return { file: nodePath, args: ['-e', WINDOWS_WAIT, 'mintwell-watchdog', mark], env: {} }
}
