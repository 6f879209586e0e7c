import type { History, HistoryLine, HistoryRun, HistoryToken, TokenMark } from '@mintwell/evidence'

// Histories made by hand, for the tests of the pages.

export const FIRST_NIGHT = Date.parse('2026-04-20T01:05:00Z')
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const STEP = { stage: 'Night', job: 'Work', step: 'login' }
const AGENT = { name: null, version: '4.255.0', os: 'Linux', image: 'ubuntu-24.04', isHosted: true, proxy: null }

/** A token of 24 h 5 min, minted at that instant. */
export function testToken(id: string, mintedAt: number): HistoryToken {
  return {
    id,
    fingerprint: id.padEnd(64, '0'),
    issuer: 'https://login.microsoftonline.com/65c4665f-429d-4e55-9d4b-670ffa439aad/v2.0',
    subject: '/eid1/c/pub/t/a/a/b/sc/c/d',
    audience: 'api://AzureADTokenExchange',
    mintedAt,
    notBefore: mintedAt - 5 * MINUTE_MS,
    expiresAt: mintedAt + DAY_MS,
  }
}

export function testMark(kind: TokenMark['kind'], at: number, token: string | null): TokenMark {
  const code = kind === 'refused' ? 'AADSTS700024' : null
  return { ...STEP, at, serviceAt: null, kind, token, source: null, code, text: null }
}

export function testLine(at: number | null, text: string): HistoryLine {
  return { at, kind: 'plain', text }
}

interface RunParts {
  readonly marks?: readonly TokenMark[]
  readonly lines?: readonly HistoryLine[]
  readonly name?: string
  readonly url?: string | null
}

/** A run of eleven minutes with one step. */
export function testRun(
  id: string,
  startedAt: number,
  { marks = [], lines = [], name = 'Log in', url = null }: RunParts,
): HistoryRun {
  const finishedAt = startedAt + 11 * MINUTE_MS
  const result = marks.some(({ kind }) => kind === 'refused') ? 'failed' : 'succeeded'
  const span = { startedAt, finishedAt, result } as const
  return {
    id,
    url,
    ...span,
    marks,
    jobs: [
      {
        stage: 'Night',
        name: 'Work',
        ...span,
        agent: AGENT,
        steps: [
          {
            ...STEP,
            displayName: name,
            task: 'AzureCLI@2',
            taskVersion: '2.279.0',
            connection: 'production',
            connectionId: '11111111-2222-3333-4444-555555555555',
            lateBound: null,
            ...span,
            lines,
          },
        ],
      },
    ],
  }
}

/** Nights that begin four seconds earlier each: the token of each first one is re-issued to the night after it, which presents it when it has expired. */
export function echoNights(count: number, linesPerNight = 3): History {
  const nights = Array.from({ length: count }, (_, index) => FIRST_NIGHT + index * (DAY_MS - 4_000))
  const minted = (index: number) => (nights[index - (index % 2)] ?? 0) + 1_000
  return {
    pipeline: 'nightly.yml',
    tokens: nights.flatMap((_, index) => (index % 2 === 0 ? testToken(`token${index}`, minted(index)) : [])),
    runs: nights.map((start, index) => {
      const token = `token${index - (index % 2)}`
      const marks = [
        testMark('taken', start + 2_000, token),
        testMark(index % 2 === 0 ? 'accepted' : 'refused', start + 10 * MINUTE_MS, token),
      ]
      const lines = Array.from({ length: linesPerNight }, (_, line) =>
        testLine(start + line * 1_000, `line ${line} of night ${index}`),
      )
      return testRun(`20260420.${index + 1}`, start, {
        marks,
        lines,
        url: `https://dev.azure.com/o/p/_build/results?buildId=${index}`,
      })
    }),
  }
}
