import { describe, expect, it } from 'vitest'
import { command, count, runStep } from './lab-step.ts'

/** The token is minted in the first run and re-issued until 3 s before it ends, 24 hours later. */
const MINTED = '--at 2026-04-20T01:10:00Z'
const TEN_HOURS_LATER = '--at 2026-04-20T11:10:00Z'
const FOUR_MINUTES_BEFORE_THE_END = '--at 2026-04-21T01:06:00Z'

const nights = (script: string, ...at: readonly string[]) =>
  runStep(script, '--fault', 'echo', ...[MINTED, ...at].flatMap((each) => each.split(' ')))
/** The second run's part of the log. */
const secondOf = (log: string) => log.slice(log.indexOf('Run 2 ('))

describe('a service that re-issues one token for its 24 hours', () => {
  it('has the command start at once with a token of 10 hours and hours left, with a warning', async () => {
    const { runs, log } = await nights(`${command} exec --connection conn -- echo it runs`, TEN_HOURS_LATER)
    const second = runs[1]
    expect(second?.step.result, log).toBe('succeeded')
    expect(count(secondOf(log), 'it runs')).toBe(1)
    expect(second?.step.issues).toEqual([
      {
        type: 'warning',
        message: expect.stringMatching(
          /echoed, stale: minted (9 h 59 min|10 h( \d+ s)?) ago, (13 h 59 min|14 h( \d+ s)?) left/,
        ),
      },
    ])
    expect(second?.tokens.map(({ fingerprint }) => fingerprint)).toEqual([
      runs[0]?.tokens[0]?.fingerprint,
      runs[0]?.tokens[0]?.fingerprint,
    ])
  }, 30_000)

  it('has the night that starts 4 minutes before the end wait until it rotates, with a line a minute, and then pass', async () => {
    const { runs, log } = await nights(
      `${command} exec --connection conn --budget 30m -- sleep 1200`,
      FOUR_MINUTES_BEFORE_THE_END,
    )
    const second = runs[1]
    const lines = secondOf(log)
    expect(second?.step.result, log).toBe('succeeded')
    expect(lines).toMatch(/expiring, echoed, stale: minted 23 h 5[56] min ago, (3 min 5\d s|4 min)( \d s)? left/)
    expect(count(lines, /Still waiting for a better ID token/)).toBe(3)
    expect(lines).toMatch(/ID token fresh: minted \d s ago/)
    expect(lines).toMatch(/sleep ended with exit code 0 after (19|20) min/)
    // A cure never hides an incident: the wait is an issue of the pipeline.
    expect(second?.step.issues).toEqual([
      { type: 'warning', message: expect.stringContaining('Waiting for a better one') },
    ])
    expect(new Set(second?.tokens.map(({ fingerprint }) => fingerprint)).size).toBe(2)
  }, 30_000)

  it('is refused there in the first second where the policy is to fail, with echo and what remains by name', async () => {
    const { runs, log } = await nights(
      `before=$(date +%s); ${command} exec --connection conn --on-breach fail -- echo it runs; code=$?; echo "took $(($(date +%s) - before))"; exit $code`,
      FOUR_MINUTES_BEFORE_THE_END,
    )
    const second = runs[1]
    expect(second?.step.exitCode, log).toBe(125)
    expect(count(secondOf(log), 'it runs')).toBe(0)
    expect(second?.step.issues[0]).toEqual({
      type: 'error',
      message: expect.stringMatching(
        /is expiring \(also echoed, stale\): (3 min 5\d s|4 min)( \d s)? left of 24 h.*the source gave the same one/,
      ),
    })
    // Node's start, two requests and the refusal, on a clock that was set and only ticks here.
    expect(Number(/^took (\d+)$/m.exec(secondOf(log))?.[1])).toBeLessThanOrEqual(2)
  }, 30_000)

  it('is waited for no longer than --max-wait, and refused then', async () => {
    const { runs, log } = await nights(
      `${command} exec --connection conn --max-wait 2m -- echo it runs`,
      FOUR_MINUTES_BEFORE_THE_END,
    )
    expect(runs[1]?.step.exitCode, log).toBe(125)
    expect(secondOf(log)).toMatch(/After (2 min|1 min 5\d s) the source had still not returned/)
  }, 30_000)

  it('is told by receipts of an earlier command already at the first request of the next', async () => {
    const { runs, log } = await nights(
      `${command} exec --connection conn --receipts receipts.jsonl -- true; ${command} exec --connection conn --receipts receipts.jsonl -- true`,
    )
    expect(runs[0]?.step.result, log).toBe('succeeded')
    expect(log).toMatch(/ID token fresh[\s\S]*ID token echoed/)
  }, 30_000)
})
