import type { Environment } from '../environment.ts'
import { ClientError } from '../errors.ts'

/** Where telemetry goes. */
export interface TelemetrySettings {
  readonly metricsUrl: string
  readonly logsUrl: string
  /** Such as the key of a service that takes telemetry: secret. */
  readonly headers: Readonly<Record<string, string>>
  /** Attributes that the user adds to the resource. */
  readonly attributes: Readonly<Record<string, string>>
}

/**
 * Reads where telemetry goes: the address that was given, or OpenTelemetry's own variables (OpenTelemetry specification, "OTLP exporter configuration"). Undefined where nobody has asked for
 * it, or `OTEL_SDK_DISABLED` is true.
 *
 * @param given the base address, to which `/v1/metrics` and `/v1/logs` are added
 * @throws ClientError `ERR_TELEMETRY_ADDRESS`
 * @example readTelemetrySettings('http://127.0.0.1:4318', process.env)
 */
export function readTelemetrySettings(given: string | undefined, env: Environment): TelemetrySettings | undefined {
  if (given === undefined && env.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return undefined
  const base = given ?? (env.OTEL_EXPORTER_OTLP_ENDPOINT || undefined)
  const own = (signal: string) =>
    given === undefined ? env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`] || undefined : undefined
  const metrics = own('METRICS') ?? under(base, 'v1/metrics')
  const logs = own('LOGS') ?? under(base, 'v1/logs')
  // One signal alone goes where the other one would, under the name that the protocol gives it.
  const metricsUrl = metrics ?? logs?.replace(/v1\/logs$/, 'v1/metrics')
  const logsUrl = logs ?? metrics?.replace(/v1\/metrics$/, 'v1/logs')
  if (metricsUrl === undefined || logsUrl === undefined) return undefined
  return {
    metricsUrl: checkAddress(metricsUrl),
    logsUrl: checkAddress(logsUrl),
    headers: { ...pairs(env.OTEL_EXPORTER_OTLP_HEADERS) },
    attributes: {
      ...pairs(env.OTEL_RESOURCE_ATTRIBUTES),
      ...(env.OTEL_SERVICE_NAME ? { 'service.name': env.OTEL_SERVICE_NAME } : {}),
    },
  }
}

function under(base: string | undefined, path: string): string | undefined {
  return base === undefined ? undefined : `${base.replace(/\/+$/, '')}/${path}`
}

function checkAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.href
  throw new ClientError('ERR_TELEMETRY_ADDRESS', {
    message: `Telemetry cannot be sent to '${address.slice(0, 200)}': it is not an http or https address.`,
    hint: 'Name the base address of OTLP over HTTP, such as http://collector:4318 or http://prometheus:9090/api/v1/otlp.',
  })
}

/** `key=value,key=value`, percent-encoded (W3C Baggage, as OpenTelemetry has it); what is none is left out. */
function pairs(text: string | undefined): Readonly<Record<string, string>> {
  const entries = (text ?? '').split(',').flatMap((pair) => {
    const cut = pair.indexOf('=')
    const key = pair.slice(0, cut).trim()
    if (cut < 1 || !/^[\w.-]+$/.test(key)) return []
    try {
      return [[key, decodeURIComponent(pair.slice(cut + 1).trim())] as const]
    } catch {
      return []
    }
  })
  return Object.fromEntries(entries)
}
