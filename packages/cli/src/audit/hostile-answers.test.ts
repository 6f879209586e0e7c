import { audit, collectOrganization, compareAudits, DevOpsError, DevOpsReader, SavedAnswers } from '@mintwell/devops'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonText } from '../say.ts'
import { printAudit } from './print-audit.ts'

const NOW = Date.UTC(2026, 10, 28)

/** Texts that a terminal or an agent would obey, and what breaks out of quotes, paths and numbers. */
const hostileText = fc.oneof(
  fc.constantFrom(
    '\u001b[2J',
    '##vso[task.setvariable variable=x]y',
    '##[error]x',
    'a\r\nb',
    '\u202ereversed',
    "'; rm -rf ~; '",
    '../../etc/passwd',
    '__proto__',
    '',
    '99999999999999999999',
    '9999-99-99T99:99:99Z',
    'https://vstoken.dev.azure.com/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    'https://login.microsoftonline.com/',
    'sc://a/b/c',
    'WorkloadIdentityFederation',
    'azurerm',
  ),
  fc.string(),
)
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    hostileText,
    fc.integer(),
    fc.constantFrom(null, true, false, 1e308, -1),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom('id', 'name', 'type', 'url', 'href', '__proto__', 'tenantid', 'issuer', 'subject'),
      tie('any'),
      { maxKeys: 4 },
    ),
  ),
})).any

/** An object with the members that answers have, each with anything in it. */
const item = fc.record(
  Object.fromEntries(
    [
      'id',
      'name',
      'type',
      'authorization',
      'data',
      'serviceEndpointProjectReferences',
      'isReady',
      'endpointId',
      'buildNumber',
      'startTime',
      'finishTime',
      'definition',
      'owner',
      'appId',
      'displayName',
      'federatedIdentityCredentials',
      'passwordCredentials',
      'task',
      'records',
      'reason',
    ].map((name) => [name, fc.oneof(value, hostileText)]),
  ),
  { requiredKeys: [] },
)
const connection = fc.record({
  id: hostileText,
  name: hostileText,
  type: hostileText,
  authorization: fc.record({
    scheme: hostileText,
    parameters: fc.record({
      tenantid: hostileText,
      serviceprincipalid: hostileText,
      workloadIdentityFederationIssuer: hostileText,
      workloadIdentityFederationSubject: hostileText,
    }),
  }),
  serviceEndpointProjectReferences: fc.array(
    fc.record({ name: hostileText, projectReference: fc.record({ id: hostileText, name: hostileText }) }),
    { maxLength: 2 },
  ),
})
const document = fc.oneof(
  fc.array(fc.oneof(item, connection), { maxLength: 5 }).map((items) => ({ count: items.length, value: items })),
  item,
  value,
)

function expectSafe(text: string): void {
  for (const bad of ['\u001b', '##vso[', '##[', '\u202e']) expect(text).not.toContain(bad)
}

describe('answers that nobody expects', () => {
  it('are read, judged, printed and compared without a crash, and nothing in them reaches a terminal or an agent', () => {
    fc.assert(
      fc.property(fc.array(document, { maxLength: 6 }), (documents) => {
        const answers = new SavedAnswers()
        for (const each of documents) answers.add(each)
        const result = audit(answers.facts(), NOW, ['aws', 'google'])
        const comparison = compareAudits(JSON.parse(JSON.stringify(result)), result)
        expect(comparison).toMatchObject({ resolved: [], arisen: [] })
        expectSafe(printAudit(result, comparison, true))
        expectSafe(jsonText(result, 2))
        for (const { risks } of result.connections)
          for (const { nights } of risks) expect(nights ?? 0).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 300 },
    )
  })

  it('are refused with a code, or read, when they come from the service itself', async () => {
    const texts = fc.oneof(
      document.map((each) => JSON.stringify(each) ?? ''),
      fc.string(),
      fc.constant(`${'['.repeat(100_000)}`),
    )
    const answer = fc.record({
      status: fc.constantFrom(200, 200, 200, 203, 204, 302, 400, 401, 403, 404),
      text: texts,
      token: fc.option(hostileText),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 6 }), async (all) => {
        let asked = 0
        const send = async () => {
          const { status, text, token } = all[asked++ % all.length] ?? { status: 200, text: '', token: null }
          const headers: Record<string, string> = token === null ? {} : { 'x-ms-continuationtoken': token }
          return { status, text, headers }
        }
        const clock = { now: () => 0, monotonic: () => 0, sleepUntil: async () => {} }
        const service = {
          name: 'Azure DevOps',
          url: 'https://dev.azure.com/o',
          authorization: 'Basic x',
          signInHint: 's',
          rightsHint: 'r',
          answerHint: 'a',
        }
        const reader = new DevOpsReader(service, { http: { send, close: async () => {} }, clock })
        const request = { organization: 'o', projects: [], history: 50, since: NOW }
        const facts = await collectOrganization(reader, request).catch((error: unknown) => error)
        if (facts instanceof Error) expect(facts).toBeInstanceOf(DevOpsError)
        expect(asked).toBeLessThan(2_000)
      }),
      { numRuns: 200 },
    )
  })
})
