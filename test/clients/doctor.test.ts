import { describe, expect, it } from 'vitest'
import { allWays, type DoctorDocument, runDoctors, type Way } from '../doctor/doctor-steps.ts'
import { mintwell, mintwellBin } from '../mintwell.ts'

/** Ways in which a script takes the token that is bound to its connection; the others ask for one of their own. */
const takesBound = (way: Way) => way.startsWith('AzureCLI@2')

/** What is at work in a job, and what the doctor must say in a step of each way. */
const works: readonly {
  readonly name: string
  readonly faults?: readonly string[]
  readonly isLong?: boolean
  readonly says: (way: Way) => string
}[] = [
  { name: 'nothing', says: () => 'none' },
  { name: 'an echo', faults: ['echo'], says: () => 'echo' },
  { name: 'a bound token', faults: ['late-bound'], says: (way) => (takesBound(way) ? 'late-bound' : 'none') },
  { name: 'both', faults: ['echo', 'late-bound'], says: (way) => (takesBound(way) ? 'both' : 'echo') },
  { name: 'a script that goes on beyond its token', isLong: true, says: () => 'held-too-long' },
]

/** Longer than a token of each issuer lives, in seconds: 10 min and 24 h. */
const LONG = { ado: 700, entra: 90_000 } as const

describe.each(['entra', 'ado'] as const)('the doctor with tokens of the %s issuer', (issuer) => {
  it.each(works)(
    'names it in every kind of step where this is at work: $name',
    async ({ faults = [], isLong, says }) => {
      const { said, log } = await runDoctors(allWays, { issuer, faults, sleepSeconds: isLong ? LONG[issuer] : 0 })
      const found = Object.fromEntries([...said].map(([way, { mechanism }]) => [way, mechanism]))
      expect(found, log).toEqual(Object.fromEntries(allWays.map((way) => [way, says(way)])))
    },
  )

  it.each([
    ['job-token-expired:after=1s', 'job-token', 'job-token'],
    ['null-token', 'no-token', 'connection'],
    ['clock-skew', 'clock-skew', 'mechanism'],
    ['clock-skew:direction=behind', 'clock-skew', 'mechanism'],
  ])('names the fault %s in a step of AzureCLI@2', async (fault, mechanism, finding) => {
    const { said, log } = await runDoctors(['AzureCLI@2'], { issuer, faults: [fault], sleepSeconds: 2 })
    const document = said.get('AzureCLI@2')
    expect(document?.mechanism, log).toBe(mechanism)
    expect(document?.findings.map(({ id }) => id)).toContain(finding)
  })
})

describe('the doctor in lab exec', () => {
  const examine = async (change: string, ...args: readonly string[]) => {
    const script = `env ${change} "${process.execPath}" "${mintwellBin}" doctor --json`
    const { stdout, stderr } = await mintwell([
      'lab',
      'exec',
      '--connection',
      'conn',
      ...args,
      '--',
      'bash',
      '-c',
      script,
    ])
    expect(stdout, stderr).toMatch(/^\{/)
    return JSON.parse(stdout) as DoctorDocument
  }
  const START = ['--start', '2026-04-20T01:10:00Z'] as const
  const NO_PROXY_VARIABLES = '-u HTTPS_PROXY -u https_proxy -u HTTP_PROXY -u http_proxy'

  it.each([
    [
      'a proxy that the agent has and the step has not',
      `${NO_PROXY_VARIABLES} "AGENT_PROXYURL=$HTTPS_PROXY"`,
      'none',
      'proxy',
    ],
    ['a private authority that az is not told of', '-u REQUESTS_CA_BUNDLE', 'none', 'authorities'],
    ['a private authority that the step does not know', '-u NODE_EXTRA_CA_CERTS', 'network', 'certificates'],
    [
      'a clock that is 7 minutes ahead',
      '-u FAKETIME_TIMESTAMP_FILE -u FAKETIME_NO_CACHE FAKETIME="+7m"',
      'clock-skew',
      'clock',
    ],
  ])('names %s', async (_, change, mechanism, finding) => {
    // By the real time, from which the last of these is 7 minutes off.
    const document = await examine(change, ...(finding === 'clock' ? [] : START))
    expect(document.mechanism).toBe(mechanism)
    expect(document.findings.map(({ id }) => id)).toContain(finding)
  })

  it('names a connection that no task input of the stage refers to: a task would have failed before its script', async () => {
    const document = await examine('', ...START, '--fault', 'connection-unauthorized')
    expect(document.mechanism).toBe('no-token')
    expect(document.findings.map(({ id }) => id)).toEqual(['connection'])
  })
})
