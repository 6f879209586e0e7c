import type { Instant } from '@mintwell/token'

/** A value of an attribute. Null is no attribute at all. */
export type AttributeValue = string | number | boolean | readonly string[] | null

/** Attributes by name. */
export type Attributes = Readonly<Record<string, AttributeValue>>

/** One value of a gauge at an instant. */
export interface GaugePoint {
  readonly metric: string
  /** As UCUM writes it: `s`, or a word in braces for things that are counted. */
  readonly unit: string
  readonly description: string
  readonly value: number
  readonly at: Instant
  readonly attributes: Attributes
}

/** OpenTelemetry's numbers of severities (Logs Data Model). */
export const severities = { INFO: 9, WARN: 13, ERROR: 17 } as const

/** One log record. */
export interface LogPoint {
  readonly name: string
  readonly severity: keyof typeof severities
  readonly body: string
  readonly at: Instant
  readonly observedAt: Instant
  readonly attributes: Attributes
}

/** Who says it: the resource, and the scope with its version. */
export interface TelemetryResource {
  readonly attributes: Attributes
  readonly version: string
}

const SCOPE = 'mintwell'

/**
 * The body of a request to `/v1/metrics`: OTLP in its JSON form (opentelemetry-proto, "OTLP/HTTP JSON": names in lowerCamelCase, 64-bit integers as text, enumerations as numbers). All are
 * gauges: a CI step lives for minutes, and what it counts from zero would mean nothing to who adds it up.
 */
export function metricsBody(resource: TelemetryResource, points: readonly GaugePoint[]): object {
  const byMetric = new Map<string, GaugePoint[]>()
  for (const point of points) byMetric.set(point.metric, [...(byMetric.get(point.metric) ?? []), point])
  const metrics = [...byMetric.entries()].map(([name, values]) => ({
    name,
    unit: values[0]?.unit ?? '',
    description: values[0]?.description ?? '',
    gauge: {
      dataPoints: values.map(({ value, at, attributes }) => ({
        attributes: attributesJson(attributes),
        timeUnixNano: nanoseconds(at),
        asDouble: value,
      })),
    },
  }))
  return {
    resourceMetrics: [{ resource: resourceJson(resource), scopeMetrics: [{ scope: scopeJson(resource), metrics }] }],
  }
}

/** The body of a request to `/v1/logs`. */
export function logsBody(resource: TelemetryResource, logs: readonly LogPoint[]): object {
  const logRecords = logs.map(({ name, severity, body, at, observedAt, attributes }) => ({
    timeUnixNano: nanoseconds(at),
    observedTimeUnixNano: nanoseconds(observedAt),
    severityNumber: severities[severity],
    severityText: severity,
    eventName: name,
    body: { stringValue: body },
    attributes: attributesJson(attributes),
  }))
  return {
    resourceLogs: [{ resource: resourceJson(resource), scopeLogs: [{ scope: scopeJson(resource), logRecords }] }],
  }
}

function resourceJson({ attributes }: TelemetryResource): object {
  return { attributes: attributesJson(attributes) }
}

function scopeJson({ version }: TelemetryResource): object {
  return { name: SCOPE, version }
}

function attributesJson(attributes: Attributes): readonly object[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === null ? [] : [{ key, value: valueJson(value) }],
  )
}

function valueJson(value: Exclude<AttributeValue, null>): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  return { arrayValue: { values: value.map((each) => ({ stringValue: each })) } }
}

/** Nanoseconds since 1970 as text: they are beyond what a JSON number holds exactly. */
function nanoseconds(instant: Instant): string {
  return `${Math.max(0, Math.round(instant * 1_000))}000`
}
