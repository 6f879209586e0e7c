import { describe, expect, it } from 'vitest'
import { readTelemetrySettings } from './telemetry-settings.ts'

const urls = (given: string | undefined, env: Record<string, string>) => {
  const settings = readTelemetrySettings(given, env)
  return settings && [settings.metricsUrl, settings.logsUrl]
}

describe('where telemetry goes', () => {
  it.each<[string, string | undefined, Record<string, string>, readonly string[] | undefined]>([
    ['nowhere, where nothing is said', undefined, {}, undefined],
    ['nowhere, where a variable is empty', undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, undefined],
    ['below the address that was given', 'http://c:4318/', {}, ['http://c:4318/v1/metrics', 'http://c:4318/v1/logs']],
    [
      'below the path of Prometheus',
      'http://p:9090/api/v1/otlp',
      {},
      ['http://p:9090/api/v1/otlp/v1/metrics', 'http://p:9090/api/v1/otlp/v1/logs'],
    ],
    [
      'to the address that was given, whatever the variables say',
      'https://a',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://b', OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'https://c/x' },
      ['https://a/v1/metrics', 'https://a/v1/logs'],
    ],
    [
      'to an address of each signal, as it stands',
      undefined,
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://b', OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://m/in' },
      ['https://m/in', 'https://b/v1/logs'],
    ],
    [
      'beside the one signal that has an address',
      undefined,
      { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://m/v1/metrics' },
      ['https://m/v1/metrics', 'https://m/v1/logs'],
    ],
  ])('%s', (_, given, env, expected) => {
    expect(urls(given, env)).toEqual(expected)
  })

  it.each(['collector:4317', 'ftp://x', ''])('is refused where it is no address: %j', (given) => {
    expect(() => readTelemetrySettings(given, {})).toThrow(expect.objectContaining({ code: 'ERR_TELEMETRY_ADDRESS' }))
  })
})
