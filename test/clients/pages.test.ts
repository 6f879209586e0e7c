import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { classify, type History } from '@mintwell/evidence'
import { historyHtml } from '@mintwell/report'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { echoNights, FIRST_NIGHT } from '../../packages/report/src/test-histories.ts'
import { mintwell, root, runProcess } from '../mintwell.ts'
import { describeWith } from './require-program.ts'

const directory = mkdtempSync(join(tmpdir(), 'mintwell-pages-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function browse<T>(program: string, job: unknown): Promise<T> {
  const path = join(root, 'test/clients/programs', program)
  const { code, stdout, stderr } = await runProcess(process.execPath, [path], { input: JSON.stringify(job) })
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout) as T
}

interface Visit {
  readonly firstPaintMs: number
  readonly opened: number
  readonly overflow: number
  readonly background: string
  readonly violations?: readonly string[]
  readonly keyboard?: { readonly first: string; readonly outline: string; readonly steps: number }
  readonly copied?: string
  readonly requests: readonly string[]
  readonly problems: readonly string[]
}

describeWith(['chromium'], 'the page of a report in Chromium', () => {
  const pageOf = (name: string, history: History) => {
    const file = join(directory, `${name}.html`)
    writeFileSync(file, historyHtml(history, classify(history), { madeAt: FIRST_NIGHT }))
    return file
  }
  const layouts = [
    { width: 1280, scheme: 'light' },
    { width: 1280, scheme: 'dark' },
    { width: 390, scheme: 'light' },
    { width: 390, scheme: 'dark' },
  ]

  it.each([1, 20])(
    'is readable in all widths and colours, with %i runs: nothing is cut off, axe finds nothing, and nothing is asked of a network',
    async (count) => {
      const file = pageOf(`runs-${count}`, echoNights(count, 20))
      const visits = layouts.map((layout) => ({ ...layout, file, open: true, checks: ['axe', 'copy'] }))
      const seen = await browse<readonly Visit[]>('browse-report.mjs', visits)
      for (const visit of seen) {
        expect(visit.violations).toEqual([])
        expect(visit.problems).toEqual([])
        expect(visit.overflow).toBeLessThanOrEqual(0)
        expect(visit.requests).toHaveLength(1)
        expect(visit.opened).toBe(count)
        expect(visit.copied).toMatch(/copied|selected/)
      }
      expect(new Set(seen.map(({ background }) => background)).size).toBe(2)
    },
  )

  it('shows a thousand runs: under 3 MB, and painted in under 2 s', async () => {
    const file = pageOf('runs-1000', echoNights(1_000, 50))
    expect(statSync(file).size).toBeLessThan(3_000_000)
    const job = { ...layouts[0], file, open: false }
    const [whole, one] = await browse<readonly Visit[]>('browse-report.mjs', [
      { ...job, checks: [] },
      { ...job, checks: [], hash: '#run-1000-job-1-step-1' },
    ])
    expect(whole?.firstPaintMs).toBeLessThan(2_000)
    expect(whole?.overflow).toBeLessThanOrEqual(0)
    expect(whole?.opened).toBe(0)
    // A link to a step opens its run, whose steps the page writes only then.
    expect(one?.opened).toBe(1)
    expect([whole?.problems, one?.problems]).toEqual([[], []])
  })

  it.each([1, 50])('runs nothing of a hostile history, with %i runs', async (count) => {
    const nasty = `</script><script>console.log('ran')</script><img src=x onerror="console.log('ran')">`
    const [run] = echoNights(1).runs
    const lines = [{ at: null, kind: 'plain', text: nasty }] as const
    const jobs = (run?.jobs ?? []).map((job) => {
      const steps = job.steps.map((step) => ({ ...step, displayName: nasty, lines }))
      return { ...job, name: nasty, steps }
    })
    const runs = Array.from({ length: count }, () => (run ? [{ ...run, id: nasty, jobs }] : [])).flat()
    const file = pageOf(`hostile-${count}`, { ...echoNights(1), pipeline: nasty, runs })
    const [seen] = await browse<readonly Visit[]>('browse-report.mjs', [
      { ...layouts[0], file, open: true, checks: [] },
    ])
    expect(seen).toMatchObject({ problems: [], opened: count })
    expect(seen?.requests).toHaveLength(1)
  })

  it('is used with the keyboard: a link to the runs first, and each run opens with Enter', async () => {
    const visits = [pageOf('few', echoNights(2)), pageOf('many', echoNights(60))].map((file) => ({
      ...layouts[0],
      file,
      open: false,
      checks: ['keyboard'],
    }))
    for (const { keyboard } of await browse<readonly Visit[]>('browse-report.mjs', visits))
      expect(keyboard).toEqual({ first: 'Skip to each run', outline: 'solid', steps: 1 })
  })

  it('is the same for a real run, whose steps and logs it shows', async () => {
    const report = join(directory, 'real')
    const nights = ['--start', '2026-04-20T01:04:56Z', '--runs', '3', '--every', '24h', '--fault', 'echo']
    await mintwell(['run', join(root, 'examples/nightly/azure-pipelines.yml'), ...nights, '-q', '--report', report])
    const file = join(report, 'index.html')
    const visits = layouts.map((layout) => ({ ...layout, file, open: true, checks: ['axe'] }))
    for (const { violations, problems, overflow, opened, requests } of await browse<readonly Visit[]>(
      'browse-report.mjs',
      visits,
    )) {
      expect({ violations, problems, overflow, opened, requests: requests.length }).toEqual({
        violations: [],
        problems: [],
        overflow: 0,
        opened: 9,
        requests: 1,
      })
    }
  })
})

const entra = (code: string, message: string) =>
  `2026-04-21T01:15:08.1234567Z ##[error]${code}: ${message} Trace ID: 4b12cc4e-c3e1-46db-8824-01039e9c1a00 Correlation ID: 76f0970f-e2e9-4ac4-85b1-ffb0424c000c Timestamp: 2026-04-21 01:15:07Z`
const expired = (from: string, until: string) =>
  entra(
    'AADSTS700024',
    `Client assertion is not within its valid time range. Current time: 2026-04-21T01:15:07.6888766Z, assertion valid from ${from}, expiry time of assertion ${until}. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .`,
  )
const TEXTS = [
  expired('2026-04-20T01:04:59.0000000Z', '2026-04-21T01:09:59.0000000Z'),
  expired('2026-04-21T00:50:00.0000000Z', '2026-04-21T01:00:00.0000000Z'),
  expired('2026-04-21T01:25:00.0000000Z', '2026-04-21T01:35:00.0000000Z'),
  `${expired('2026-04-20T01:04:59.0000000Z', '2026-04-21T01:09:59.0000000Z')}\nToken nbf=2026-04-21T01:04:56Z exp=2026-04-22T01:09:56Z`,
  entra('AADSTS70021', 'No matching federated identity record found for presented assertion.'),
  entra(
    'AADSTS700213',
    "No matching federated identity record found for presented assertion subject 'sc://contoso/shop/production'.",
  ),
  entra(
    'AADSTS700211',
    "No matching federated identity record found for presented assertion issuer 'https://issuer.example'.",
  ),
  entra('AADSTS7000215', 'Invalid client secret provided.'),
  'An error occurred (ExpiredTokenException) when calling the AssumeRoleWithWebIdentity operation: Token expired',
  `a token in a log: ${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from('{"iss":"x","iat":1776647096,"exp":1776650696}').toString('base64url')}.c2ln\n${entra('AADSTS70021', 'No matching federated identity record found for presented assertion.')}`,
  'AADSTS700024',
  'nothing of interest </script><b>bold</b>',
  '',
]

interface Answer {
  readonly status: string
  readonly answer: string
}

describeWith(['chromium'], 'the explain page in Chromium', () => {
  /** Layout aside: spaces, and the backquotes around commands. What an agent would obey is altered in the command's output alone, which may be in a log. */
  const wordsOf = (text: string) => text.replace(/[\s`]/g, '').replaceAll('**vso[', '##vso[')
  const explain = async (args: readonly string[], input = '') =>
    wordsOf((await mintwell(['explain', ...args], { input })).stdout)
  let seen: {
    readonly pasted: readonly Answer[]
    readonly files: Answer
    readonly dropped: Answer
    readonly large: Answer & { readonly longestMs: number }
    readonly stopped: Answer
    readonly violations: readonly string[]
    readonly requests: readonly string[]
    readonly problems: readonly string[]
    readonly overflow: readonly number[]
  }
  const files = ['first.log', 'second.txt'].map((name) => join(directory, name))

  beforeAll(async () => {
    const build = [join(root, 'tools/package-explain.mjs'), '--out', directory]
    await runProcess(process.execPath, build)
    writeFileSync(files[0] as string, `${TEXTS[0]}\n`)
    writeFileSync(files[1] as string, Buffer.from(`\ufeff${TEXTS[5]}\r\n`, 'utf16le'))
    const large = join(directory, 'large.log')
    const line = '2026-04-21T01:15:08.1234567Z some words that a build prints, one line like the other\n'
    writeFileSync(large, `${line.repeat(600_000)}${TEXTS[0]}\n`)
    const page = join(directory, 'mintwell-explain.html')
    seen = await browse('browse-explain.mjs', { page, texts: TEXTS, files, large, dropped: TEXTS[6] })
  })

  it.each(TEXTS.map((text, index) => [text.slice(0, 80), index] as const))(
    'gives the answer of the command: %s',
    async (_, index) => {
      expect(wordsOf(seen.pasted[index]?.answer ?? 'none')).toBe(await explain(['-'], TEXTS[index]))
    },
  )

  it('reads several files as one text, whatever their encoding, and files that are dropped', async () => {
    expect(wordsOf(seen.files.answer)).toBe(await explain(files))
    expect(seen.files.status).toBe('2 refusals are explained.')
    expect(wordsOf(seen.dropped.answer)).toBe(await explain(['-'], TEXTS[6]))
  })

  it('stays alive while it reads 50 MB, and stops when it is asked to', () => {
    expect(seen.large.status).toBe('1 refusal is explained.')
    expect(seen.large.longestMs).toBeLessThan(500)
    expect(seen.stopped).toEqual({ status: 'Stopped.', answer: '' })
  })

  it('is readable at 1280 and 390 pixels, axe finds nothing, and nothing is asked of a network', () => {
    expect(seen.violations).toEqual([])
    expect(seen.problems).toEqual([])
    expect(seen.requests).toHaveLength(2)
    expect(seen.overflow).toEqual([0, 0])
  })
})
