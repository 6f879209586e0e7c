import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createHttp, createTelemetry, readTelemetrySettings } from '@mintwell/client'
import type { Receipt } from '@mintwell/token'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root } from '../mintwell.ts'
import { openOtlpServer } from './otlp-server.ts'

const read = (name: string) => readFileSync(join(root, 'examples/telemetry', name), 'utf8')

/** What is asked of Prometheus in the examples. */
function expressions(): readonly string[] {
  const rules = parse(read('alerts.yml')) as { groups: readonly { rules: readonly { expr: string }[] }[] }
  const { panels } = JSON.parse(read('dashboard.json')) as {
    panels: readonly { targets: readonly { expr: string }[] }[]
  }
  return [
    ...rules.groups.flatMap((group) => group.rules.map(({ expr }) => expr)),
    ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ]
}

/** As Prometheus writes the names of OTLP (Prometheus documentation, "OpenTelemetry"): dots become underscores, seconds are named. */
const prometheusName = (name: string) => name.replaceAll('.', '_')

const AT = '2026-04-20T01:10:00Z'
const receipt: Receipt = {
  run: '7',
  stage: 'Deploy',
  job: 'Job',
  attempt: 1,
  step: 'Apply',
  connection: 'production',
  source: 'azure-pipelines',
  fingerprint: 'f',
  tokenId: null,
  issuer: 'https://issuer.example',
  subject: 's',
  audience: 'a',
  issuedAt: AT,
  notBefore: AT,
  expiresAt: AT,
  mintedAt: AT,
  verdict: 'echoed',
  findings: ['echoed'],
  comparedWith: { scope: 'request', count: 0 },
  at: AT,
}

describe('the dashboard and the alert rules of examples/telemetry', () => {
  it('ask for metrics and labels that are sent, and for all metrics', async () => {
    const server = await openOtlpServer()
    const http = createHttp({ env: {} })
    const settings = readTelemetrySettings(server.url, {})
    const common = { 'mintwell.pipeline': 'nightly', 'mintwell.lab': false }
    const onProblem = (problem: string) => expect.fail(problem)
    const telemetry = settings && createTelemetry(settings, common, '1.0.0', { http, now: Date.now, onProblem })
    telemetry?.token(receipt)
    telemetry?.refused({ ...receipt, service: 'entra', code: 'AADSTS700024', message: 'It was late.', at: Date.now() })
    await telemetry?.flush()
    server.close()
    const units = new Map(
      server.bodies
        .flatMap((body) => [...body.matchAll(/"name":"(mintwell\.[\w.]+)","unit":"([^"]*)"/g)])
        .map(([, name = '', unit]) => [name, unit] as const),
    )
    const metrics = [...units].map(([name, unit]) => `${prometheusName(name)}${unit === 's' ? '_seconds' : ''}`)
    const labels = server.signals.flatMap(({ attributes }) => Object.keys(attributes)).map(prometheusName)
    const asked = expressions().join('\n')
    const metricsAsked = new Set([...asked.matchAll(/\b(mintwell_\w+)(?=\{)/g)].map(([name]) => name))
    const labelsAsked = new Set([...asked.matchAll(/\b(mintwell_\w+)(?=!?=|=~|[,)])/g)].map(([name]) => name))
    expect([...metricsAsked].filter((name) => !metrics.includes(name))).toEqual([])
    expect([...labelsAsked].filter((name) => !labels.includes(name))).toEqual([])
    expect(metrics.filter((name) => !metricsAsked.has(name) && !name.includes('lifetime'))).toEqual([])
    expect(labelsAsked.size).toBeGreaterThan(4)
  })
})
