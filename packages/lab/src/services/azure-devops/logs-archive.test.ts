import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { openRest } from './test-rest.ts'

const at = Date.UTC(2026, 3, 20, 1)

describe('the archive of the logs of a run', () => {
  // parity: ado-logs-archive
  it('has a file for each job and each step, under names that every file system takes', async () => {
    const { services, ask, authorization } = openRest()
    const { runs } = services
    runs.recordRun({ runId: 1, buildNumber: '1', pipeline: 'nightly', reason: 'manual', queuedAt: at, startedAt: at })
    for (const [step, displayName] of [
      ['a', 'Log in'],
      ['b', '../../etc: "x"'],
      ['c', 'y'.repeat(200)],
    ] as const) {
      const place = { stage: 'Nightly', job: 'Work', step }
      runs.recordTimeline(1, { ...place, displayName, startedAt: at })
      runs.appendLog(1, place, [{ at, text: `hello from ${step}` }])
    }
    const wholes = await Promise.all(
      ['$format=zip', ''].map(async (query) => {
        const app = services.route('dev.azure.com')
        const headers = { authorization, ...(query === '' ? { accept: 'application/zip' } : {}) }
        const url = `https://dev.azure.com/lab/pipelines/_apis/build/builds/1/logs?${query}`
        const response = await app?.request(url, { headers })
        expect(response?.headers.get('content-type')).toBe('application/zip')
        return unzipSync(new Uint8Array((await response?.arrayBuffer()) ?? new ArrayBuffer(0)))
      }),
    )
    const line = (step: string) => `2026-04-20T01:00:00.0000000Z hello from ${step}\r\n`
    for (const files of wholes) {
      expect(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]))).toEqual({
        '1_Work.txt': line('a') + line('b') + line('c'),
        'Work/1_Log in.txt': line('a'),
        'Work/2_..-..-etc- -x-.txt': line('b'),
        [`Work/3_${'y'.repeat(90)}.txt`]: line('c'),
      })
    }
    expect((await ask('pipelines/_apis/build/builds/1/logs')).json.count).toBe(3)
  })
})
