import { judge, nothingSeen, readToken, type Token } from '@mintwell/token'
import { describe, expect, it } from 'vitest'
import { testToken } from '../keeper/test-simulation.ts'
import { TestFiles } from '../surfaces/test-files.ts'
import { describeStep, temporaryDirectory } from './ci-facts.ts'
import { createCiLog, detectCi } from './ci-log.ts'
import { openReceipts } from './receipts-file.ts'

const T0 = Date.UTC(2026, 3, 20)

function logOf(ci: Parameters<typeof createCiLog>[0]) {
  let text = ''
  const log = createCiLog(ci, (lines) => {
    text += lines
  })
  return { log, text: () => text }
}

describe('the log', () => {
  it('is in the form of Azure Pipelines there: issues, secrets, and escapes that its commands need', () => {
    const { log, text } = logOf(detectCi({ TF_BUILD: 'True' }))
    log.mask('secret')
    log.info('hello')
    log.warning('100 % of\nlines')
    log.error('bad')
    expect(text()).toBe(
      '##vso[task.setsecret]secret\nmintwell: hello\n##vso[task.logissue type=warning]mintwell: 100 %AZP25 of%0Alines\n##vso[task.logissue type=error]mintwell: bad\n',
    )
  })

  it('is in the form of GitHub Actions there, a mask always at the beginning of a line', () => {
    const { log, text } = logOf(detectCi({ GITHUB_ACTIONS: 'true' }))
    log.mask('secret')
    log.warning('50 %\nmore')
    expect(text()).toBe(
      '\n::add-mask::secret\n::warning title=mintwell::mintwell: 50 %25%0Amore\n'.replace('mintwell: ', ''),
    )
  })

  it('says nothing of a secret where there is no CI to tell', () => {
    const { log, text } = logOf(detectCi({}))
    log.mask('secret')
    log.error('bad')
    expect(text()).toBe('mintwell: error: bad\n')
  })

  it('masks a secret of several lines line by line', () => {
    const { log, text } = logOf('azure-pipelines')
    log.mask('one\ntwo')
    expect(text()).toBe('##vso[task.setsecret]one\n##vso[task.setsecret]two\n')
  })
})

describe('which step it is', () => {
  it('is read from the CI’s own variables', () => {
    const env = {
      BUILD_BUILDID: '7',
      SYSTEM_STAGENAME: 'Deploy',
      SYSTEM_JOBNAME: 'Job',
      SYSTEM_JOBATTEMPT: '2',
      SYSTEM_TASKDISPLAYNAME: 'Apply',
    }
    expect(describeStep(env, { name: 'azure-pipelines', subject: 'conn' })).toEqual({
      run: '7',
      stage: 'Deploy',
      job: 'Job',
      attempt: 2,
      step: 'Apply',
      connection: 'conn',
      source: 'azure-pipelines',
    })
    expect(describeStep({}, { name: 'file', subject: '/t' })).toEqual({
      run: null,
      stage: null,
      job: null,
      attempt: 1,
      step: null,
      connection: null,
      source: 'file',
    })
  })

  it('has its temporary files where the CI empties them itself', () => {
    expect(temporaryDirectory({ AGENT_TEMPDIRECTORY: '/a', RUNNER_TEMP: '/b' }, '/tmp')).toBe('/a')
    expect(temporaryDirectory({}, '/tmp')).toBe('/tmp')
  })
})

describe('a file of receipts', () => {
  const compact = testToken(T0, 600_000, 'canary')
  const reading = readToken(compact) as Token
  const held = { token: compact, reading, judgement: judge(reading, {}, T0, nothingSeen), receivedAt: T0 }
  const step = (run: string) => describeStep({ BUILD_BUILDID: run }, { name: 'azure-pipelines', subject: 'conn' })

  it('gets a line for each token, which never holds the token', () => {
    const files = new TestFiles()
    openReceipts('/r.jsonl', step('1'), files).write(held, T0)
    const text = files.read('/r.jsonl') ?? ''
    expect(JSON.parse(text)).toMatchObject({
      run: '1',
      connection: 'conn',
      fingerprint: reading.fingerprint,
      verdict: 'fresh',
      comparedWith: { scope: 'request', count: 0 },
    })
    for (const part of compact.split('.')) expect(text).not.toContain(part)
    expect(files.files.get('/r.jsonl')?.mode).toBe(0o600)
  })

  it('tells by its earlier lines which tokens were seen, in this job or in how many other runs', () => {
    const files = new TestFiles()
    openReceipts('/r.jsonl', step('1'), files).write(held, T0)
    expect(openReceipts('/r.jsonl', step('1'), files).history).toEqual({
      fingerprints: new Set([reading.fingerprint]),
      comparedWith: { scope: 'job', count: 1 },
    })
    expect(openReceipts('/r.jsonl', step('2'), files).history.comparedWith).toEqual({ scope: 'history', count: 1 })
  })

  it('passes over lines that are no receipts, and says where it cannot be written', () => {
    const files = new TestFiles()
    files.files.set('/r.jsonl', { text: 'nonsense\n{"fingerprint":1}\n\n', mode: 0o600 })
    const receipts = openReceipts('/r.jsonl', step('1'), files)
    expect(receipts.history.fingerprints.size).toBe(0)
    files.fault = () => 'EROFS'
    expect(() => receipts.write(held, T0)).toThrow(/\/r\.jsonl \(EROFS\)/)
  })
})
