import { describe, expect, it } from 'vitest'
import { breachesOf } from './fail-on.ts'
import { resultsXml } from './results-xml.ts'
import { twoNights } from './test-night.ts'

describe('results as JUnit XML', () => {
  const xml = resultsXml(twoNights(), (run) => breachesOf(run, ['stale']))

  it('have a suite a run and a case a step, and what --fail-on found as a case', () => {
    expect(xml.match(/<testsuite /g)).toHaveLength(2)
    expect(xml).toContain('name="run 2" timestamp="2026-04-21T01:05:30Z" tests="3" failures="2" skipped="0"')
    expect(xml).toContain('<testcase classname="tokens" name="--fail-on"><failure')
  })

  it('escape what XML gives a meaning, and replace what it cannot hold', () => {
    expect(xml).toContain('name="Use &lt;it&gt; &amp; &quot;go&quot;"')
    expect(xml).toContain('<failure message="bad \ufffd &lt;thing&gt;">bad \ufffd &lt;thing&gt;\nmore</failure>')
  })
})
