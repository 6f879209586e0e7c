/**
 * Makes a process that waits in `epoll_wait` look at the time: stopping and continuing it ends the wait with EINTR, without a handler (signal(7)), and Node then
 * runs the timers that have ended. One that is gone is no error.
 */
export function wakeProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGSTOP')
    process.kill(pid, 'SIGCONT')
  } catch {}
}
