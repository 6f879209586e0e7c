import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwell, root, temporaryDirectory } from '../mintwell.ts'

const nightly = join(root, 'examples/nightly/azure-pipelines.yml')

const pipeline = (script: string) => {
  const file = join(temporaryDirectory(), 'azure-pipelines.yml')
  writeFileSync(file, `steps:\n  - checkout: none\n  - bash: |\n      ${script}\n    displayName: Say it\n`)
  return file
}
const pageIn = (directory: string) => readFileSync(join(directory, 'index.html'), 'utf8')
const recordsIn = (directory: string) => readdirSync(join(directory, 'runs')).sort()

describe('mintwell run --report', () => {
  it('writes a page that shows a re-issued token refused, and the record that it is made of', async () => {
    const report = join(temporaryDirectory(), 'deep', 'report')
    const nights = ['--start', '2026-04-20T01:04:56Z', '--runs', '2', '--every', '24h', '--jitter', '4m', '--seed', '1']
    const { code, stderr } = await mintwell(['run', nightly, ...nights, '--fault', 'echo', '-q', '--report', report])
    expect(code, stderr).toBe(1)
    expect(stderr).toContain(join(report, 'index.html'))
    const page = pageIn(report)
    expect(page).toContain('AADSTS700024')
    expect(page).toMatch(/taken ×2, presented ×2 in 2 runs/)
    expect(page).toContain('Eleven minutes of work')
    expect(page).toContain('the nightly work is done')
    expect(recordsIn(report)).toEqual(['0001.jsonl'])
    // What steps print is for the eyes of their owner.
    for (const file of ['index.html', 'runs/0001.jsonl']) expect(statSync(join(report, file)).mode & 0o077).toBe(0)
  })

  it('keeps the runs of earlier calls on the page, though a record among them is damaged', async () => {
    const report = temporaryDirectory()
    await mintwell(['run', pipeline('echo first words'), '--report', report])
    writeFileSync(join(report, 'runs', '0002.jsonl'), 'no record\nat all\n')
    const event = { schema: 1, run: 1, seq: 1, at: 'no time', from: 'lab', event: { kind: 'id-token-issued' } }
    writeFileSync(join(report, 'runs', '0003.jsonl'), `${JSON.stringify(event)}\n`)
    const { code, stderr } = await mintwell(['run', pipeline('echo other words'), '--report', report])
    expect(code).toBe(0)
    expect(stderr).toMatch(/0002\.jsonl is left out[\s\S]*0003\.jsonl is left out/)
    expect(recordsIn(report)).toEqual(['0001.jsonl', '0002.jsonl', '0003.jsonl', '0004.jsonl'])
    const page = pageIn(report)
    for (const text of ['first words', 'other words', '>1.1</a>', '>4.1</a>']) expect(page).toContain(text)
  })

  it('writes the page where the runs are interrupted too', async () => {
    const report = temporaryDirectory()
    const file = pipeline('echo begun; sleep 600; echo "never reached"')
    const { code } = await mintwell(['run', file, '--real-time', '--report', report], {
      onOutput: (text, kill) => {
        if (/^(?:.*\s)?begun$/m.test(text)) kill('SIGINT')
      },
    })
    expect(code).toBe(130)
    const page = pageIn(report)
    expect(page).toContain('begun')
    expect(page).toContain('canceled')
  })

  it('overwrites no page of somebody else, and no file', async () => {
    const report = temporaryDirectory()
    writeFileSync(join(report, 'index.html'), 'mine')
    const refused = await mintwell(['run', pipeline('echo no'), '--report', report])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('index.html')
    expect(pageIn(report)).toBe('mine')
    const file = join(report, 'file')
    writeFileSync(file, 'mine')
    expect((await mintwell(['run', pipeline('echo no'), '--report', file])).code).toBe(2)
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })

  it('shows no script, no control character and no token that a step prints', async () => {
    const report = temporaryDirectory()
    const token = ['eyJhbGciOiJSUzI1NiJ9', 'eyJpc3MiOiJhIn0', 'c2lnbmF0dXJl']
    const script = `printf '%s\\n' '</script><script>alert(1)</script>' 'a \\e[31m red'; printf '\\033[2J\\n'; echo ${token.join('.')}`
    const { code, stderr } = await mintwell(['run', pipeline(script), '--report', report])
    expect(code, stderr).toBe(0)
    const page = pageIn(report)
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page).toContain('&lt;script&gt;alert(1)')
    expect(page).not.toContain('\u001b')
    for (const part of token.slice(0, 2)) expect(page).not.toContain(part)
  })

  it('is refused without a folder, and with --sweep', async () => {
    const folder = join(temporaryDirectory(), 'r')
    mkdirSync(folder)
    for (const args of [
      ['--report', ''],
      ['--sweep', '--fault', 'echo', '--report', folder],
    ])
      expect((await mintwell(['run', nightly, ...args])).code).toBe(2)
    expect(readdirSync(folder)).toEqual([])
  })
})
