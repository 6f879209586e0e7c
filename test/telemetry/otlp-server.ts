import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

/** OTLP's messages in their JSON form, as opentelemetry-proto 1.x defines them: names in lowerCamelCase, 64-bit integers as text, nothing that they do not know. */
const nanoseconds = z.string().regex(/^\d{19}$/)
const value: z.ZodType = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ boolValue: z.boolean() }),
  z.strictObject({ intValue: z.string().regex(/^-?\d+$/) }),
  z.strictObject({ doubleValue: z.number() }),
  z.strictObject({ arrayValue: z.strictObject({ values: z.array(z.lazy(() => value)) }) }),
])
const attributes = z
  .array(z.strictObject({ key: z.string().min(1), value }))
  .refine((list) => new Set(list.map(({ key }) => key)).size === list.length, 'keys are unique')
const resource = z.strictObject({ attributes })
const scope = z.strictObject({ name: z.string(), version: z.string() })

const metricsRequest = z.strictObject({
  resourceMetrics: z.array(
    z.strictObject({
      resource,
      scopeMetrics: z.array(
        z.strictObject({
          scope,
          metrics: z.array(
            z.strictObject({
              name: z.string().regex(/^[A-Za-z][\w./-]{0,254}$/),
              unit: z.string().max(63),
              description: z.string(),
              gauge: z.strictObject({
                dataPoints: z
                  .array(z.strictObject({ attributes, timeUnixNano: nanoseconds, asDouble: z.number() }))
                  .min(1),
              }),
            }),
          ),
        }),
      ),
    }),
  ),
})
const logsRequest = z.strictObject({
  resourceLogs: z.array(
    z.strictObject({
      resource,
      scopeLogs: z.array(
        z.strictObject({
          scope,
          logRecords: z.array(
            z.strictObject({
              timeUnixNano: nanoseconds,
              observedTimeUnixNano: nanoseconds,
              severityNumber: z.number().int().min(1).max(24),
              severityText: z.string(),
              eventName: z.string(),
              body: value,
              attributes,
            }),
          ),
        }),
      ),
    }),
  ),
})

/** A metric's point or a log record, with its attributes by name. */
export interface ReceivedSignal {
  readonly name: string
  /** Of a metric its value, of a log record what it says. */
  readonly value: unknown
  readonly attributes: Readonly<Record<string, unknown>>
}

/** A server that takes OTLP over HTTP, and refuses what the protocol does not allow. */
export interface OtlpServer {
  readonly url: string
  readonly signals: readonly ReceivedSignal[]
  /** Everything as it came. */
  readonly bodies: readonly string[]
  readonly headers: readonly Readonly<Record<string, unknown>>[]
  readonly problems: readonly string[]
  close(): void
}

/** Opens it; `status` is what it answers with where a request is right. */
export async function openOtlpServer(status = 200): Promise<OtlpServer> {
  const signals: ReceivedSignal[] = []
  const bodies: string[] = []
  const headers: Readonly<Record<string, unknown>>[] = []
  const problems: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    bodies.push(body)
    headers.push(request.headers)
    try {
      if (request.url === '/v1/metrics') signals.push(...metricsOf(metricsRequest.parse(JSON.parse(body))))
      else if (request.url === '/v1/logs') signals.push(...logsOf(logsRequest.parse(JSON.parse(body))))
      else problems.push(`${request.method} ${request.url}`)
    } catch (error) {
      problems.push(String(error))
    }
    response.writeHead(problems.length > 0 ? 400 : status, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    signals,
    bodies,
    headers,
    problems,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function metricsOf({ resourceMetrics }: z.infer<typeof metricsRequest>): readonly ReceivedSignal[] {
  return resourceMetrics
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap(({ metrics }) => metrics)
    .flatMap(({ name, gauge }) =>
      gauge.dataPoints.map((point) => ({ name, value: point.asDouble, attributes: byName(point.attributes) })),
    )
}

function logsOf({ resourceLogs }: z.infer<typeof logsRequest>): readonly ReceivedSignal[] {
  return resourceLogs
    .flatMap(({ scopeLogs }) => scopeLogs)
    .flatMap(({ logRecords }) => logRecords)
    .map(({ eventName, body, attributes: given }) => ({
      name: eventName,
      value: Object.values(body as object)[0],
      attributes: byName(given),
    }))
}

function byName(list: z.infer<typeof attributes>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(list.map(({ key, value: given }) => [key, Object.values(given as object)[0]]))
}
