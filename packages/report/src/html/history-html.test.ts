import { createHash } from 'node:crypto'
import type { History } from '@mintwell/evidence'
import { describe, expect, it } from 'vitest'
import { historyMarkdown } from '../markdown/history-markdown.ts'
import { echoNights, FIRST_NIGHT, testLine, testMark, testRun, testToken } from '../test-histories.ts'
import type { ReportVerdict } from '../view/report-verdict.ts'
import { historyHtml } from './history-html.ts'

const madeAt = FIRST_NIGHT
const VERDICT: ReportVerdict = {
  mechanism: 'echo',
  summary: 'The service re-issued one token until it expired.',
  reasons: [{ text: 'Two nights had one token.', run: '20260420.2' }],
  cures: ['Run the job again.'],
  experiment: [],
  reuses: [{ token: 'token0', text: 'same token ×2 over 23 h 59 min' }],
  drift: 'The runs start 4 s earlier each night.',
  runs: [{ run: '20260420.2', mechanism: 'echo' }],
}
const page = (history: History, verdict: ReportVerdict | null = null) => historyHtml(history, verdict, { madeAt })
const inside = (text: string, tag: string) =>
  [...text.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))].map((match) => match[1] ?? '')

describe('the page of a history', () => {
  const text = page(echoNights(2), VERDICT)

  it('runs no script and no style but its own, which its policy names by their hashes, and may ask nobody for anything', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1] ?? ''
    const hash = (of: string) => `'sha256-${createHash('sha256').update(of).digest('base64')}'`
    expect(policy).toContain("default-src 'none'")
    expect(inside(text, 'script').map(hash)).toEqual([/script-src ([^;]*)/.exec(policy)?.[1]])
    expect(inside(text, 'style').map(hash)).toEqual([/style-src ([^;]*)/.exec(policy)?.[1]])
    expect(text).not.toMatch(/<(?:link|img|iframe|object)\b|\sstyle=|\son\w+=/i)
  })

  it('says the verdict first, with its reasons and the run that shows each', () => {
    expect(text.indexOf('The service re-issued one token')).toBeLessThan(text.indexOf('Runs and their tokens'))
    expect(text).toContain('Two nights had one token. <a href="#run-2">')
    expect(text).toContain('Token A: same token ×2 over 23 h 59 min')
    expect(text).toContain('The runs start 4 s earlier each night.')
  })

  it('draws a bar in the colour of its token for each run, and a cross where the token was refused', () => {
    const rows = text.match(/<tr role="row"[^>]*><th scope="row"[\s\S]*?<\/tr>/g) ?? []
    expect(rows.filter((row) => row.includes('class="lane"'))).toHaveLength(2)
    expect(rows[0]).toMatch(/class="bar c0"[\s\S]*href="#s-a"/)
    expect(rows[1]).toMatch(/class="bar c0"[\s\S]*href="#s-r"/)
    expect(rows[1]).toContain('AADSTS700024')
    expect(rows[1]).toContain('9 min 55 s late')
  })

  it('links each run, and each to its page at Azure DevOps', () => {
    expect(text).toContain('<a href="#run-1">20260420.1</a>')
    expect(text).toContain('href="https://dev.azure.com/o/p/_build/results?buildId=1"')
  })

  it('has what support asks for', () => {
    for (const fact of [
      '2.279.0',
      '4.255.0',
      'ubuntu-24.04',
      'hosted by Microsoft',
      '11111111-2222-3333-4444-555555555555',
    ])
      expect(text).toContain(fact)
    expect(text).toContain(`(${(FIRST_NIGHT + 1_000 + 86_400_000) / 1_000})`)
  })

  it('says without a verdict what it counts', () => {
    expect(page(echoNights(4))).toContain('A token was refused in 2 of 4 runs.')
    expect(page({ pipeline: null, runs: [], tokens: [] })).toContain('No token was refused')
  })
})

describe('a hostile history', () => {
  const token = `${'eyJhbGciOiJSUzI1NiJ9'}.${'eyJpc3MiOiJodHRwczovL2V4YW1wbGUifQ'}.c2lnbmF0dXJl`
  const nasty = `</script></style><img src=x onerror=alert(1)>"'&\u001b[31m\u202e|\`${token}\`\n##vso[task.complete]`
  const history: History = {
    pipeline: nasty,
    tokens: [{ ...testToken('t', FIRST_NIGHT), id: nasty, issuer: nasty, subject: nasty, audience: nasty }],
    runs: [
      {
        ...testRun(nasty, FIRST_NIGHT, {
          marks: [{ ...testMark('refused', FIRST_NIGHT + 5, nasty), code: nasty, text: nasty }],
          lines: [testLine(FIRST_NIGHT, nasty), testLine(null, nasty)],
          name: nasty,
        }),
        url: `javascript:alert(1)//${nasty}`,
      },
    ],
  }
  const verdict: ReportVerdict = {
    ...VERDICT,
    mechanism: nasty,
    summary: nasty,
    reasons: [{ text: nasty, run: nasty }],
    cures: [nasty],
    experiment: [nasty],
    drift: nasty,
  }

  it.each([
    ['written out', page(history, verdict)],
    [
      'as data for the script',
      page({ ...history, runs: Array.from({ length: 50 }, () => history.runs).flat() }, verdict),
    ],
  ])('adds no element, no address, no control character and no token to the page, %s', (_, text) => {
    const known = page(echoNights(1))
    const tags = (of: string) =>
      new Set([...of.matchAll(/<\/?([a-z][\w-]*)/gi)].map((match) => match[1]?.toLowerCase()))
    expect(
      [...tags(text)].filter(
        (tag) => !tags(known).has(tag) && !['strong', 'noscript', 'input', 'label', 'ol', 'li'].includes(tag ?? ''),
      ),
    ).toEqual([])
    const elements = text.replace(/(<script[^>]*>)[\s\S]*?<\/script>/g, '$1')
    // Inside of quotes it is the value of an attribute, which cannot end them.
    expect(elements.replace(/="[^"]*"/g, '')).not.toMatch(/<[^>]*\bonerror/i)
    expect(elements).not.toMatch(/href="javascript/i)
    expect(inside(text, 'script')).toHaveLength(1)
    for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character)
    expect(text).not.toContain('##vso')
    for (const part of token.split('.').slice(0, 2)) expect(text).not.toContain(part)
  })

  it('is no Markdown and no HTML in the Markdown form', () => {
    const text = historyMarkdown(history, verdict, { madeAt })
    expect(text).not.toMatch(/(?<!\\)<|##vso/)
    for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character)
    expect(text).not.toContain(token.split('.')[0])
    const cells = (line: string) => line.split(/(?<!\\)\|/).length
    const table = text.split('\n').filter((line) => line.startsWith('|'))
    expect(table.length).toBeGreaterThan(4)
    const perTable = text.split('\n\n').filter((block) => block.startsWith('|'))
    for (const block of perTable) expect(new Set(block.trim().split('\n').map(cells)).size, block).toBe(1)
  })

  it('does not make the page larger than its limit, and what is left out is counted', () => {
    const long = Array.from({ length: 20_000 }, (_, index) =>
      testLine(FIRST_NIGHT + index, `${index} ${'<'.repeat(200)}`),
    )
    const text = page({ ...history, runs: [testRun('1', FIRST_NIGHT, { lines: long })] })
    expect(text.length).toBeLessThan(3_000_000)
    expect(text).toMatch(/\d+ lines are left out/)
    expect(text).toContain('19999 ')
  })
})

describe('a long history', () => {
  const history = echoNights(1_000, 200)
  const text = page(history, VERDICT)

  it('is under 3 MB with a thousand runs, and has a row for each', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(3_000_000)
    expect(text.match(/class="lane"/g)?.length).toBeGreaterThanOrEqual(1_000)
  })

  it('says how many older runs it leaves out', () => {
    const more = { ...history, runs: [...echoNights(5, 0).runs, ...history.runs] }
    expect(page(more)).toContain('The 5 oldest runs are left out.')
  })
})

describe('the Markdown of a history', () => {
  it('has the verdict, a row for each run and each token, and the facts for support', () => {
    const text = historyMarkdown(echoNights(2), VERDICT, { madeAt })
    expect(text).toContain('**The service re-issued one token until it expired.** Mechanism: echo.')
    expect(text).toMatch(
      /\| 20260420\.2 \| 2026-04-21 01:04 \| failed AADSTS700024 \| A \| 24 h 9 min \| 9 min 55 s late \|/,
    )
    expect(text).toContain('| Task version | 2.279.0 |')
  })
})
