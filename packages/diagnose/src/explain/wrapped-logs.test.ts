import { describe, expect, test } from 'vitest'
import { explainText } from '../index.ts'

/** Entra's answer; everything around it is ours. */
const MESSAGE =
  'AADSTS700024: Client assertion is not within its valid time range. Current time: 2026-03-02T08:41:07.5551234Z, assertion valid from 2026-03-02T08:05:30.0000000Z, expiry time of assertion 2026-03-02T08:15:30.0000000Z. Trace ID: 5c0e2b1a-9d4f-4e8a-b7c6-001122334400 Correlation ID: 6d1f3c2b-0e5a-4f9b-8c7d-112233445511 Timestamp: 2026-03-02 08:41:07Z'
const TIMES = {
  notBefore: '2026-03-02T08:05:30Z',
  expiresAt: '2026-03-02T08:15:30Z',
  presentedAt: '2026-03-02T08:41:07.555Z',
}
const TRACE = '5c0e2b1a-9d4f-4e8a-b7c6-001122334400'

const hard = (text: string, width: number) => text.match(new RegExp(`.{1,${width}}`, 'gs')) ?? []
const byWords = (text: string, width: number) =>
  text.split(' ').reduce<string[]>((lines, word) => {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
    return lines
  }, [])
const two = (number: number) => String(number % 60).padStart(2, '0')
const stamp = (line: number) => `2026-03-02T08:41:${two(line)}.${String(1_234_567 + line)}Z`

/** What loggers put before the line of this number. */
const LOGGERS: readonly (readonly [name: string, prefix: (line: number) => string])[] = [
  ['nothing', () => ''],
  ['Azure Pipelines', (line) => `${stamp(line)} `],
  ['Azure Pipelines with an error tag', (line) => `${stamp(line)} ##[error]`],
  ['Azure Pipelines with the bar of PowerShell', (line) => `${stamp(line)} ##[error]     | `],
  ['PowerShell 7', () => '     | '],
  ['the box of Terraform', () => '│ '],
  ['Terraform in Azure Pipelines', (line) => `${stamp(line)} │ `],
  ['Terraform in Azure Pipelines with colours', (line) => `${stamp(line)} \u001b[31m│\u001b[0m \u001b[0m`],
  ['GitHub Actions', (line) => `${stamp(line)} `],
  ['GitHub Actions as an error', (line) => `${stamp(line)} ##[error]`],
  ['gh run view --log', (line) => `deploy\tRun terraform apply\t${stamp(line)} `],
  ['GitLab', (line) => `2026-03-02T08:41:${two(line)}.123456Z 01O `],
  ['GitLab, the error stream, a line that goes on', (line) => `2026-03-02T08:41:${two(line)}.123456Z 00E+`],
  ['Jenkins with times', (line) => `[2026-03-02T08:41:${two(line)}.123Z] `],
  ['Jenkins with clock times', (line) => `08:41:${two(line)}  `],
  ['Jenkins with parallel branches', (line) => `[2026-03-02T08:41:${two(line)}.123Z] [deploy-eu] `],
  ['docker compose', () => 'api-1  | '],
  ['docker compose with times', (line) => `worker_2   | ${stamp(line)} `],
  ['kubectl logs --prefix', () => '[pod/sync-7d4b9c6f5-x2x8p/sync] '],
  ['kubectl logs --timestamps', (line) => `2026-03-02T08:41:${two(line)}.123456789Z `],
  ['the container runtime of Kubernetes', (line) => `2026-03-02T08:41:${two(line)}.123456789Z stderr F `],
  ['TeamCity', (line) => `[08:41:${two(line)}]W:\t [Step 3/4] `],
  ['Octopus', (line) => `08:41:${two(line)}   Error    |       `],
  ['Packer', () => '==> azure-arm.ubuntu: '],
  ['Packer, inner lines', () => '    azure-arm.ubuntu: '],
  ['Cloud Build', () => 'Step #3 - "deploy": '],
  ['CodeBuild', (line) => `[Container] 2026/03/02 08:41:${two(line)} `],
  ['syslog', (line) => `Mar  2 08:41:${two(line)} build-07 deploy[4121]: `],
  ['Heroku', (line) => `2026-03-02T08:41:${two(line)}.123456+00:00 app[web.1]: `],
  ['foreman', (line) => `08:41:${two(line)} web.1   | `],
  ['Turborepo', () => '@shop/infra:deploy: '],
  ['Tekton', () => '[step-deploy] '],
  ['Drone', (line) => `[deploy:${line}] `],
  ['Buildkite', (line) => `\u001b_bk;t=17725548670${two(line)}\u0007`],
  ['a quote', () => '> '],
  ['a quote in a quote', () => '> > '],
]

describe('A message that a log has wrapped', () => {
  test.each(LOGGERS)('The times are read behind what %s puts before each line.', (_, prefix) => {
    for (const [how, lines] of [
      ['between words', byWords(MESSAGE, 70)],
      ['between words, in a narrow window', byWords(MESSAGE, 28)],
      ['anywhere', hard(MESSAGE, 61)],
      ['anywhere, in the middle of the code', hard(`denied: ${MESSAGE}`, 18)],
    ] as const) {
      const text = ['Deploying', ...lines, 'Finished'].map((line, index) => prefix(index) + line).join('\n')
      const { findings } = explainText(text)
      expect(
        findings.map(({ code }) => code),
        how,
      ).toEqual(['AADSTS700024'])
      expect(findings[0]?.assertion, how).toMatchObject(TIMES)
      expect(findings[0]?.traceId, how).toBe(TRACE)
    }
  })

  test('Lines of Docker’s JSON log are read.', () => {
    const lines = byWords(MESSAGE, 60).map((line, index) =>
      JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: stamp(index) }),
    )
    expect(explainText(lines.join('\n')).findings[0]?.assertion).toMatchObject(TIMES)
  })

  test('PowerShell’s CLIXML is read.', () => {
    const text = byWords(MESSAGE, 60)
      .map((line) => `${line}_x000D__x000A_`)
      .join('')
    expect(explainText(`#< CLIXML <S S="Error">${text}</S>`).findings[0]?.assertion).toMatchObject(TIMES)
  })

  test('A code that Windows PowerShell breaks in two is read whole, and digits of the next line are not taken for it.', () => {
    expect(
      explainText("Original exception: AADSTS9000\n2: Tenant 'nowhere.test' not found.").findings[0],
    ).toMatchObject({
      code: 'AADSTS90002',
      values: { tenant: 'nowhere.test' },
    })
    expect(explainText('ERROR: AADSTS90002\n2026-03-02 08:41:07 retrying').findings[0]?.code).toBe('AADSTS90002')
    expect(explainText('ERROR: AADST\nS50027: JWT token is invalid or malformed.').findings[0]?.code).toBe(
      'AADSTS50027',
    )
  })

  test('Numbers that GitHub made links of when a log was copied are read.', () => {
    const link = (number: string) => `[${number}](https://github.com/acme/api/actions/runs/77/job/88#step:9:${number})`
    const text = `${link('31')}\nError: AADSTS70021${link('3')}: No matching federated identity record found for presented assertion subject 'repo:acme/api:ref:refs/heads/next'. Trace ID: 5c0e2b1a-9d4f-4e8a-b7c6-0011223344${link('00')} Timestamp: 2026-03-02 08:${link('41')}:07Z`
    expect(explainText(text).findings).toMatchObject([
      {
        code: 'AADSTS700213',
        traceId: TRACE,
        at: '2026-03-02T08:41:07Z',
        values: { subject: 'repo:acme/api:ref:refs/heads/next' },
      },
    ])
  })

  test('The error of a redirect is read out of its URL.', () => {
    const text = `GET /callback?error=unauthorized_client&error_description=${encodeURIComponent("AADSTS700016: Application with identifier '00000000-1111-4222-8333-444444444444' was not found in the directory 'Acme Ltd'.").replaceAll('%20', '+')}&state=1`
    expect(explainText(text).findings).toMatchObject([
      { code: 'AADSTS700016', values: { application: '00000000-1111-4222-8333-444444444444', tenant: 'Acme Ltd' } },
    ])
  })

  test('A refusal that is known by its words is found wherever it was wrapped.', () => {
    const words = 'Error: Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity'
    const connection =
      '{"count":1,"value":"There is no explicit reference to service connection 12345678-9abc-4def-8123-456789abcdef from current stage Release.Prod.__default."}'
    for (const [, prefix] of LOGGERS) {
      for (const width of [23, 40, 64]) {
        const lines = (text: string) =>
          byWords(text, width)
            .map((line, index) => prefix(index) + line)
            .join('\n')
        expect(explainText(lines(words)).findings).toMatchObject([{ code: 'AccessDenied' }])
        expect(explainText(lines(connection)).findings).toMatchObject([
          { values: { connection: '12345678-9abc-4def-8123-456789abcdef', stage: 'Release.Prod.__default' } },
        ])
      }
    }
  })
})
