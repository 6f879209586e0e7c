import type { JobRecord, RunRecord, StepRecord } from '@mintwell/record'

/**
 * The runs as JUnit XML, which CI systems show as tests: a suite a run, a case a step, named `stage.job` and the step's name in the log; what `--fail-on` found is a case of
 * its own.
 */
export function resultsXml(runs: readonly RunRecord[], breachesOf: (run: RunRecord) => readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${runs.map((run) => suite(run, breachesOf(run))).join('')}</testsuites>\n`
}

function suite(run: RunRecord, breaches: readonly string[]): string {
  const cases = run.stages.flatMap(({ name, jobs }) =>
    jobs.flatMap((job) => job.steps.map((step) => testCase(className(name, job), step))),
  )
  const fresh =
    breaches.length === 0 ? '' : element('testcase', { classname: 'tokens', name: '--fail-on' }, failures(breaches))
  const all = fresh === '' ? cases : [...cases, fresh]
  const failed = all.filter((text) => text.includes('<failure')).length
  const skipped = all.filter((text) => text.includes('<skipped')).length
  const attributes = {
    name: `run ${run.number}`,
    timestamp: run.queuedAt,
    tests: String(all.length),
    failures: String(failed),
    skipped: String(skipped),
  }
  return `  ${element('testsuite', attributes, `\n    ${all.join('\n    ')}\n  `)}\n`
}

function className(stage: string, { name }: JobRecord): string {
  return stage === '__default' ? name : `${stage}.${name}`
}

function testCase(classname: string, step: StepRecord): string {
  const { displayName: name, result, issues, startedAt, finishedAt } = step
  const time = startedAt && finishedAt ? String((Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000) : '0'
  const errors = issues.filter(({ type }) => type === 'error').map(({ message }) => message)
  if (result === 'failed')
    return element('testcase', { classname, name, time }, failures(errors.length > 0 ? errors : ['failed']))
  if (result === 'succeeded' || result === 'succeededWithIssues')
    return element('testcase', { classname, name, time }, '')
  return element('testcase', { classname, name, time }, element('skipped', {}, ''))
}

function failures(messages: readonly string[]): string {
  return messages
    .map((message) => element('failure', { message: message.split('\n')[0] ?? '' }, escapeXml(message)))
    .join('')
}

function element(name: string, attributes: Readonly<Record<string, string>>, content: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
  return `<${name}${written.join('')}${content === '' ? '/>' : `>${content}</${name}>`}`
}

/** XML 1.0 has no place for most control characters, escaped or not. */
function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through.
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  )
}
