import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readKernelFile } from './read-kernel-file.ts'

describe.runIf(process.platform === 'linux')('readKernelFile', () => {
  it('reads what readFileSync reads, also when it is longer than what was read before', async () => {
    const env = { LONG: 'é'.repeat(50_000), PATH: process.env.PATH ?? '' }
    const child = spawn('sleep', ['30'], { env })
    await once(child, 'spawn')
    try {
      const path = `/proc/${child.pid}/environ`
      expect(readKernelFile(path)).toBe(readFileSync(path, 'latin1'))
      expect(readKernelFile('/proc/1/comm')).toBe(readFileSync('/proc/1/comm', 'latin1'))
    } finally {
      child.kill('SIGKILL')
    }
  })

  it('is empty for what is not there or cannot be read', () => {
    expect(readKernelFile('/proc/0/stat')).toBe('')
    expect(readKernelFile('/proc/self')).toBe('')
  })
})
