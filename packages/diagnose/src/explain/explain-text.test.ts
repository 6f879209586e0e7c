import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { createExplainer, explainText } from '../index.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What is in use, in bytes: the least of several readings, as buffers are given back some time after the collection that finds them unused. */
async function memoryInUse(): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let reading = 0; reading < 5; reading += 1) {
    collectGarbage()
    await setTimeout(20)
    const { arrayBuffers, heapUsed } = process.memoryUsage()
    least = Math.min(least, arrayBuffers + heapUsed)
  }
  return least
}

/** The wire format of Entra's answer; everything around it is ours. */
const refusal = ({
  now = '2026-04-21T01:15:07.6888766Z',
  from = '2026-04-20T01:04:59.0000000Z',
  until = '2026-04-21T01:09:59.0000000Z',
  trace = '4b12cc4e-c3e1-46db-8824-01039e9c1a00',
  link = 'https://learn.microsoft.com/entra/identity-platform/certificate-credentials',
  gap = ' ',
} = {}) =>
  `AADSTS700024: Client assertion is not within its valid time range. Current time: ${now}, assertion valid from ${from}, expiry time of assertion ${until}. ` +
  `Review the documentation at ${link} .${gap}Trace ID: ${trace}${gap}Correlation ID: 76f0970f-e2e9-4ac4-85b1-ffb0424c000c${gap}Timestamp: 2026-04-21 01:15:07Z`

const NIGHT = `The nightly job died again.
taken 2026-04-21: OIDC token obtained at: 2026-04-21T10:58:23Z Token nbf=2026-04-21T01:04:56Z exp=2026-04-22T01:09:56Z iss=***
2026-04-21T01:15:07.727+00:00 ERROR Token error Unauthorized: error=invalid_client desc=${refusal()} cid=76f0970f
`
const assertion = {
  notBefore: '2026-04-20T01:04:59Z',
  expiresAt: '2026-04-21T01:09:59Z',
  presentedAt: '2026-04-21T01:15:07.688Z',
  windowSeconds: 86_700,
  sinceNotBeforeSeconds: 87_008,
  lateBySeconds: 308,
}
const only = (text: string) => {
  const { findings } = explainText(text)
  expect(findings).toHaveLength(1)
  return findings[0] as (typeof findings)[number]
}

describe('The night of the report', () => {
  const finding = only(NIGHT)

  test('The times are read and counted: 24 h 5 min of window, 24 h 10 min 8 s after it began, 308 s late.', () => {
    expect(finding).toMatchObject({
      code: 'AADSTS700024',
      at: '2026-04-21T01:15:07.688Z',
      assertion,
      issuerKind: 'entra',
      traceId: '4b12cc4e-c3e1-46db-8824-01039e9c1a00',
      correlationId: '76f0970f-e2e9-4ac4-85b1-ffb0424c000c',
      occurrences: 1,
    })
  })

  test('It is an echo, because the next token was minted 3 s before the old one ended.', () => {
    expect(finding.mechanisms.map(({ name, certainty }) => [name, certainty])).toEqual([['echo', 'likely']])
    expect(finding.mechanisms[0]?.evidence).toMatch(
      /minted at 2026-04-21T01:09:56Z .*, 3 s before the refused one expired/,
    )
    expect(finding.mechanisms[0]?.evidence).toContain('handed out 9 h 48 min 27 s after it was minted')
    expect(finding.experiment).toEqual([])
  })

  test('The tolerance of 5 min explains why it was refused only 5 min 8 s after its end.', () => {
    expect(finding.tolerance).toContain('2026-04-21T01:14:59Z')
    expect(finding.tolerance).toContain('8 s after that')
  })

  test('The first cure is to run the job again, and a request at the moment of the exchange is said to have been enough.', () => {
    expect(finding.cures[0]).toMatch(/^Run the job again.*2026-04-22T01:09:56Z/)
    expect(finding.cures.join('\n')).toContain('asking then would have been enough')
  })

  test('The document has its schema and no warnings.', () => {
    expect(explainText(NIGHT)).toMatchObject({ schema: 1, warnings: [] })
  })
})

describe('Logs of any form', () => {
  const prefix = '2026-04-21T01:15:08.1234567Z ##[error]'
  const wrap = (text: string, width: number) => text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []
  const escaped = (text: string) => JSON.stringify(text).slice(1, -1)
  const crlf = refusal({ gap: '\r\n' })

  test.each([
    ['the sentence alone', refusal()],
    [
      'the older wording',
      refusal({
        link: 'https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials',
      }),
    ],
    ['carriage returns between the parts', crlf],
    ['JSON', JSON.stringify({ error: 'invalid_client', error_description: crlf, error_codes: [700024] })],
    ['JSON inside JSON', JSON.stringify({ message: JSON.stringify({ error_description: crlf }) })],
    ['an error command of Azure Pipelines', `##[error]${refusal()}`],
    [
      'a prefix on every line, wrapped at words',
      refusal()
        .split(' ')
        .map((word) => prefix + word)
        .join('\n'),
    ],
    ['lines wrapped hard at 80', wrap(refusal(), 80).join('\r\n')],
    ['lines wrapped hard at 17, in the middle of times', wrap(refusal(), 17).join('\n')],
    [
      'lines wrapped hard at 50 with a prefix',
      wrap(refusal(), 50)
        .map((line) => prefix + line)
        .join('\n'),
    ],
    [
      'the box of Terraform',
      wrap(refusal(), 60)
        .map((line) => `│ ${line}`)
        .join('\n'),
    ],
    [
      'two columns of gh run view',
      wrap(refusal(), 70)
        .map((line) => `build\tDeploy\t2026-04-21T01:15:08.1Z ${line}`)
        .join('\n'),
    ],
    ['colours', `\u001b[31m${refusal().replaceAll('Current', '\u001b[0mCurrent')}\u001b[0m`],
    ['an escaped log line', escaped(`${prefix}${crlf}`)],
  ])('The times are read from %s.', (_, text) => {
    expect(only(`before\n${text}\nafter`).assertion).toEqual(assertion)
  })

  test('Times without a fraction, with a space for the T, or in another zone are read too.', () => {
    const text = refusal({
      now: '2026-04-21 03:15:07+02:00',
      from: '2026-04-20T01:04:59',
      until: '2026-04-21T01:09:59Z',
    })
    expect(only(text).assertion).toEqual({ ...assertion, presentedAt: '2026-04-21T01:15:07Z' })
  })

  test('A missing nbf, which Entra prints as 1970, leaves the age and the window unknown.', () => {
    const finding = only(refusal({ from: '1970-01-01T00:00:00.0000000Z' }))
    expect(finding.assertion).toMatchObject({
      notBefore: null,
      windowSeconds: null,
      sinceNotBeforeSeconds: null,
      lateBySeconds: 308,
    })
    expect(finding.issuerKind).toBe('unknown')
    expect(finding.mechanisms).toMatchObject([{ name: 'held-too-long', certainty: 'possible' }])
  })

  test('A masked time is unknown and the others are used.', () => {
    const finding = only(refusal({ from: '***' }))
    expect(finding.assertion).toMatchObject({ notBefore: null, expiresAt: assertion.expiresAt, lateBySeconds: 308 })
    expect(only(refusal({ now: '***' }))).toMatchObject({
      at: '2026-04-21T01:15:07Z',
      assertion: { windowSeconds: 86_700, lateBySeconds: null },
    })
  })

  test.each([
    'AADSTS700024',
    '##[error]Login failed: AADSTS700024',
    'ERROR: AADSTS700024',
    'error_code=AADSTS700024 ',
    '{"code":"AADSTS700024"}',
  ])(
    'A code without its message, alone or as an error, is a finding without times, which asks for the whole error: %j.',
    (text) => {
      const finding = only(text)
      expect(finding).toMatchObject({ assertion: null, mechanisms: [], at: null })
      expect(finding.cures).toHaveLength(1)
    },
  )

  test.each([
    'to avoid AADSTS700024 errors',
    '2026-04-21T01:15:08.1Z # log in again every hour, or AADSTS700024 comes back',
    '// AADSTS700024: Client assertion is not within its valid time range.',
    'The runbook for AADSTS700024 is in the wiki: https://login.microsoftonline.com/error?code=700024',
    '| AADSTS50076 | sign in again |',
    'Retrying on AADSTS90033, AADSTS501661 and timeouts.',
    'error handling for AADSTS700024 was added',
    'echo "for AADSTS700016: check the client id"',
    'if grep -q AADSTS700024 err.log; then login; fi',
  ])('A code that is only named is no refusal: %j.', (text) => {
    expect(explainText(`2026-04-21T01:15:07.1Z Starting\n${text}\nSucceeded`).findings).toEqual([])
  })

  test('Where the text has nothing of the kind, there are no findings.', () => {
    expect(explainText('')).toEqual({ schema: 1, findings: [], warnings: [] })
    expect(explainText('all is well, XAADSTS12 too').findings).toEqual([])
  })
})

describe('Repeats', () => {
  test('One answer that is printed four times, whole and in part, is one finding.', () => {
    const part = refusal().slice(0, 260)
    const text = `${refusal()}\n${JSON.stringify({ error_description: refusal() })}\n${part}\nsee AADSTS700024\n${part}`
    expect(only(text)).toMatchObject({ occurrences: 4, traceId: '4b12cc4e-c3e1-46db-8824-01039e9c1a00' })
  })

  test('Two answers with different times are two findings, in the order of the text.', () => {
    const second = refusal({ now: '2026-04-21T01:16:07.0000000Z', trace: '5b12cc4e-c3e1-46db-8824-01039e9c1a00' })
    const { findings } = explainText(`${refusal()}\n${second}`)
    expect(findings.map(({ assertion: times }) => times?.lateBySeconds)).toEqual([308, 368])
  })

  test('One refusal by another code that is printed with and without its trace id is one finding.', () => {
    const message =
      "AADSTS700213: No matching federated identity record found for presented assertion subject 'sc://contoso/shop/production'."
    const text = `${message} Trace ID: 4b12cc4e-c3e1-46db-8824-01039e9c1a00\nagain: ${message}\nAADSTS700213`
    expect(only(text).values).toEqual({ subject: 'sc://contoso/shop/production' })
  })
})

describe('What must not be slow or leak', () => {
  test('A log of 10 MB with a refusal at its end is explained in a second or two: under 5 on a busy machine.', () => {
    const line = '2026-04-21T01:15:07.7270000Z ##[section]Starting: a step that does something ordinary, nbf 5, exp 6\n'
    const text = line.repeat(Math.ceil(10_000_000 / line.length)) + NIGHT
    const began = performance.now()
    expect(only(text).assertion).toEqual(assertion)
    expect(performance.now() - began).toBeLessThan(5_000)
  })

  test.each([
    ['codes', 'AADSTS700024 '],
    ['backslashes behind codes', `AADSTS700024${'\\'.repeat(2_900)}`],
    ['spaces behind codes', `AADSTS70021${' '.repeat(2_900)}`],
    ['opened quotes', `AADSTS70021 ${"assertion issuer '".repeat(160)}`],
    ['claims', 'nbf=1776733799 '],
    [
      'beginnings of other refusals',
      "TF400813: The user ' https://a.b/_signin? ExpiredTokenException InvalidIdentityToken ",
    ],
    ['one line without a break', 'a.eyJ-_'],
  ])('Two megabytes of %s take seconds and not minutes: no expression goes back over the text.', (_, unit) => {
    const text = unit.repeat(Math.ceil(2_000_000 / unit.length))
    const began = performance.now()
    explainText(text)
    expect(performance.now() - began).toBeLessThan(5_000)
  })

  test.each([
    ['a code that is only named', 'AADSTS700024 '],
    ['refusals', `${refusal()}\n`],
    ['look-alikes of tokens', 'eyJh.'],
  ])('A stream of %s is read in memory that does not grow with it.', async (_, unit) => {
    const pieceBytes = 400_000
    const explainer = createExplainer()
    const push = (count: number) => {
      for (let done = 0; done < count; done += 1)
        explainer.push(Buffer.from(unit.repeat(Math.ceil(pieceBytes / unit.length))))
    }
    push(4)
    const before = await memoryInUse()
    push(20)
    const after = await memoryInUse()
    explainer.finish()
    expect(after - before).toBeLessThan(12 * pieceBytes)
  })

  test('A token in the text is never in the explanation, and there is a warning; its times are evidence.', () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const iat = Date.parse('2026-04-21T01:04:56Z') / 1_000
    const iss = 'https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0'
    const token = `${part({ alg: 'RS256' })}.${part({ iss, iat, nbf: iat, exp: iat + 86_700 })}.Q2FuYXJ5Q2FuYXJ5`
    const text = `${refusal()}\nlogging in with ${token}\nAADSTS700213: presented assertion subject '${token}'.\nAADSTS123456: words and ${token}.`
    const explanation = explainText(text)
    expect(explanation.warnings).toHaveLength(1)
    expect(explanation.findings[0]?.mechanisms[0]?.name).toBe('echo')
    expect(explanation.findings).toHaveLength(3)
    for (const piece of token.split('.')) expect(JSON.stringify(explanation)).not.toContain(piece)
  })
})
