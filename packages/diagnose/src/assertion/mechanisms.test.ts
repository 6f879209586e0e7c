import { describe, expect, test } from 'vitest'
import { explainText } from '../index.ts'

const iso = (instant: number) => new Date(instant).toISOString()
const BEGAN = Date.parse('2026-04-20T01:04:59Z')
/** A refusal of an assertion with the given window, presented so many seconds after it began. */
const refused = (windowSeconds: number, sinceSeconds: number) =>
  `AADSTS700024: Client assertion is not within its valid time range. Current time: ${iso(BEGAN + sinceSeconds * 1_000)}, ` +
  `assertion valid from ${iso(BEGAN)}, expiry time of assertion ${iso(BEGAN + windowSeconds * 1_000)}.`
const decoded = (nbf: number, exp: number, takenAt?: number) =>
  `${takenAt === undefined ? '' : `token obtained at: ${iso(takenAt)} `}nbf=${iso(nbf)} exp=${iso(exp)}`
const explain = (...lines: string[]) => {
  const [finding] = explainText(lines.join('\n')).findings
  if (!finding) throw new Error('nothing was found')
  return finding
}
const names = (...lines: string[]) => explain(...lines).mechanisms.map(({ name, certainty }) => `${name} ${certainty}`)

const ENTRA_LATE = refused(86_700, 87_008)
const ENTRA_END = BEGAN + 86_700_000
const USED = '##[debug]Using bound idToken from service endpoint.'
const FALLBACK = '##[debug]Late-bound idToken not found in endpoint data, falling back to OIDC API.'

describe('Who issued an assertion, by its window', () => {
  test.each([
    [86_700, 'entra'],
    [600, 'azure-devops'],
    [599, 'azure-devops'],
    [1_200, 'azure-devops'],
    [300, 'github'],
    [3_600, 'kubernetes'],
    [5_000, 'unknown'],
    [86_400, 'unknown'],
  ])('A window of %i s is that of %s.', (windowSeconds, kind) => {
    expect(explain(refused(windowSeconds, windowSeconds + 400)).issuerKind).toBe(kind)
  })

  test('Where a window is that of several, the issuer that the text names decides; where it is not, it does not.', () => {
    const named = 'iss=https://vstoken.dev.azure.com/9122040d-6c67-4c5b-b112-36a304b66dad'
    expect(explain(refused(300, 700), named).issuerKind).toBe('azure-devops')
    expect(explain(refused(86_700, 87_008), named).issuerKind).toBe('entra')
    expect(explain(refused(600, 1_000), 'https://token.actions.githubusercontent.com').issuerKind).toBe('github')
  })
})

describe('A token of 24 h that came late', () => {
  test('Without further evidence echo and late-bound are both possible, and the experiment is given.', () => {
    const finding = explain(ENTRA_LATE)
    expect(finding.mechanisms.map(({ name, certainty }) => `${name} ${certainty}`)).toEqual([
      'echo possible',
      'late-bound possible',
    ])
    expect(finding.experiment.length).toBeGreaterThan(0)
    expect(finding.cures.join()).toContain('DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN')
  })

  test.each([60, 3, 0])('A token minted %i s before its end makes it an echo.', (gap) => {
    const nbf = ENTRA_END - gap * 1_000 - 300_000
    expect(names(ENTRA_LATE, decoded(nbf, nbf + 86_700_000))).toEqual(['echo likely'])
  })

  test.each([61, -1, -3_600])('A token minted %i s before its end is no evidence for an echo.', (gap) => {
    const nbf = ENTRA_END - gap * 1_000 - 300_000
    expect(names(ENTRA_LATE, decoded(nbf, nbf + 86_700_000))).toEqual(['echo possible', 'late-bound possible'])
  })

  test('The times of a decoded token are found as JSON numbers too, escaped or not, in any order.', () => {
    const nbf = (ENTRA_END - 303_000) / 1_000
    const claims = JSON.stringify({ aud: 'x', exp: nbf + 86_700, iat: nbf, nbf })
    expect(names(ENTRA_LATE, claims)).toEqual(['echo likely'])
    expect(names(ENTRA_LATE, JSON.stringify({ line: claims }))).toEqual(['echo likely'])
    expect(names(ENTRA_LATE, JSON.stringify(JSON.parse(claims), null, 2))).toEqual(['echo likely'])
  })

  test('The refused token itself, decoded in the text, is no successor.', () => {
    expect(names(ENTRA_LATE, decoded(BEGAN, ENTRA_END))).toEqual(['echo possible', 'late-bound possible'])
  })

  test('That the refused token was old when it was taken is told.', () => {
    const finding = explain(decoded(BEGAN, ENTRA_END, ENTRA_END - 120_000), ENTRA_LATE)
    expect(finding.mechanisms[0]?.evidence).toContain('already 23 h 58 min old')
  })

  test('That the refused token was new when it was taken makes it one that was kept.', () => {
    expect(names(decoded(BEGAN, ENTRA_END, BEGAN + 302_000), ENTRA_LATE)).toEqual(['held-too-long likely'])
  })

  test('The debug line of AzureCLI shows the late-bound token.', () => {
    const finding = explain(USED, ENTRA_LATE)
    expect(finding.mechanisms).toMatchObject([{ name: 'late-bound', certainty: 'shown' }])
    expect(finding.cures[0]).toContain('DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN: false')
  })

  test.each([
    'DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN=true',
    '  DISTRIBUTEDTASK_TASKS_EnableLateBoundIdToken: true',
    '"DistributedTask.Tasks.EnableLateBoundIdToken":"True"',
    '- name: DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN\n  value: true',
  ])('The feature that is on makes late-bound likely: %j.', (line) => {
    expect(names(line, ENTRA_LATE)).toEqual(['late-bound likely'])
  })

  test.each([
    FALLBACK,
    "##[debug]Feature 'EnableLateBoundIdToken' not found. Returning false as default.",
    'DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN: false',
  ])('What excludes the late-bound token leaves the echo, as likely: %j.', (line) => {
    const finding = explain(line, ENTRA_LATE)
    expect(finding.mechanisms).toMatchObject([{ name: 'echo', certainty: 'likely' }])
    expect(finding.experiment).toEqual([])
  })

  test('Both mechanisms are named where there is evidence for both, the surer first.', () => {
    const nbf = ENTRA_END - 303_000
    expect(names(USED, ENTRA_LATE, decoded(nbf, nbf + 86_700_000))).toEqual(['late-bound shown', 'echo likely'])
  })
})

describe('A token of minutes that came late', () => {
  test('From the Azure DevOps issuer it was taken early and kept.', () => {
    const finding = explain(refused(600, 13_361))
    expect(finding.mechanisms).toMatchObject([{ name: 'held-too-long', certainty: 'likely' }])
    expect(finding.mechanisms[0]?.evidence).toContain('3 h 42 min 41 s after it began')
    expect(finding.cures.join()).toContain('keepAzSessionActive')
  })

  test('From GitHub the cure is a login right before, from Kubernetes to read the file again.', () => {
    expect(explain(refused(300, 628)).cures[0]).toContain('azure/login')
    expect(explain(refused(3_600, 5_976)).cures.join()).toContain('token file')
  })

  test('If the log shows that it was late-bound, that comes first and keeping it is only possible.', () => {
    expect(names(USED, refused(600, 72_000))).toEqual(['late-bound shown', 'held-too-long possible'])
  })
})

describe('A token at an odd time', () => {
  test('Presented before it began, a clock is wrong.', () => {
    const finding = explain(refused(600, -420))
    expect(finding.mechanisms).toMatchObject([{ name: 'clock-skew', certainty: 'likely' }])
    expect(finding.meaning).toContain('7 min before it began')
    expect(finding.tolerance).toContain('2 min too early')
    expect(finding.assertion).toMatchObject({ sinceNotBeforeSeconds: -420, lateBySeconds: -1_020 })
  })

  test('Refused within its window, nothing is claimed.', () => {
    const finding = explain(refused(600, 300))
    expect(finding.mechanisms).toEqual([])
    expect(finding.meaning).toContain('5 min left')
    expect(finding.cures).toHaveLength(1)
  })

  test.each([
    [0, /within the 5 min/],
    [299, /within the 5 min/],
    [300, /0 s after that/],
    [600, /5 min after that/],
    [601, null],
  ])('For a token that is %i s late the tolerance is said as it matters.', (late, expected) => {
    const { tolerance } = explain(refused(600, 600 + late))
    if (expected === null) expect(tolerance).toBeNull()
    else expect(tolerance).toMatch(expected)
  })
})
