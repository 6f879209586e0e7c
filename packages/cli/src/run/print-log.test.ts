import { createEnvelopes, type RunEvent } from '@mintwell/record'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { LogPrinter } from './print-log.ts'

const at = 0
afterEach(() => void vi.unstubAllEnvs())
const place = { stage: '__default', job: 'Job', step: 'a' }

function print(events: readonly RunEvent[], colour = false): string {
  let text = ''
  const printer = new LogPrinter((part) => {
    text += part
  }, colour)
  const envelope = createEnvelopes()
  const queued = { kind: 'run-queued', at, reason: 'manual', queuedAt: '2026-04-20T00:00:00Z', branch: 'b' } as const
  printer.envelopes([
    envelope({ from: 'session', event: queued }, 1),
    ...events.map((event) => envelope({ from: 'runner', event }, 1)),
  ])
  return text
}

const events: readonly RunEvent[] = [
  { kind: 'stage-started', at, stage: '__default', displayName: '__default' },
  { kind: 'job-started', at, stage: '__default', job: 'Job', displayName: 'Job' },
  { kind: 'step-started', at, ...place, name: null, displayName: 'Work', task: 'Bash@3' },
  { kind: 'line', at, ...place, line: 'plain', text: 'hello' },
  { kind: 'line', at, ...place, line: 'command', text: 'az login' },
  { kind: 'line', at, ...place, line: 'error', text: 'broke' },
  { kind: 'attachment', at, ...place, type: 'summary', name: '', path: '/a.md' },
  { kind: 'step-finished', at, ...place, name: null, displayName: 'Work', result: 'failed', exitCode: 1, issues: [] },
  { kind: 'run-named', at, name: '1.2.3' },
  { kind: 'note', at, text: 'of the lab' },
  { kind: 'job-started', at, stage: 'Deploy', job: 'J', displayName: 'The job' },
]

describe('the log', () => {
  it('is what a pipeline prints, a group per step, with the lines of the lab marked', () => {
    expect(print(events).split('\n')).toEqual([
      'Run 1 (manual), queued 2026-04-20T00:00:00Z',
      '##[section]Job: Job',
      '##[section]Starting: Work',
      'hello',
      '[command]az login',
      '##[error]broke',
      'lab: summary /a.md',
      '##[section]Finishing: Work (failed)',
      'lab: the run is now named 1.2.3',
      'lab: of the lab',
      '##[section]Job: Deploy / The job',
      '',
    ])
  })

  it('is the same with colours, but for the colours', () => {
    // Node asks the environment whether there is a terminal.
    vi.stubEnv('FORCE_COLOR', '1')
    const coloured = print(events, true)
    expect(coloured).toContain('\u001b[31m##[error]broke')
    expect(coloured.replaceAll(new RegExp(String.raw`${'\u001b'}\[\d+m`, 'g'), '')).toBe(print(events))
  })
})
