import type { Instant, Receipt } from '@mintwell/token'
import type { HttpClient } from '../http/http-client.ts'
import { type Attributes, logsBody, metricsBody, type TelemetryResource } from './otlp-json.ts'
import type { TelemetrySettings } from './telemetry-settings.ts'
import { type RefusalSignal, refusalLog, refusalMetrics, tokenLog, tokenMetrics } from './token-signals.ts'

/** Takes receipts and refusals, and sends them on. Nothing of it ever fails. */
export interface Telemetry {
  token(receipt: Receipt): void
  refused(refusal: RefusalSignal): void
  /** Sends what was not sent yet, and waits for what is under way. */
  flush(): Promise<void>
}

/** What telemetry needs. */
export interface TelemetryPorts {
  /** A client with a time limit of its own: nobody waits long for telemetry. */
  readonly http: HttpClient
  /** The real time. */
  readonly now: () => Instant
  /** Told once, at the first failure: why nothing arrives. */
  readonly onProblem: (message: string) => void
}

/** One request takes no more of each; what is beyond goes into the next one. */
const MOST_AT_ONCE = 500

/**
 * Sends receipts, verdicts and refusals by OTLP over HTTP, in its JSON form. Nothing is sent before the first `flush`.
 *
 * @param common attributes of every metric and log record, such as the pipeline; they are series of their own
 * @param version of the program that sends
 * @example
 * const telemetry = createTelemetry(settings, { 'mintwell.pipeline': 'nightly' }, '0.1.0', { http, now: Date.now, onProblem })
 * telemetry.token(receipt)
 * await telemetry.flush()
 */
export function createTelemetry(
  settings: TelemetrySettings,
  common: Attributes,
  version: string,
  ports: TelemetryPorts,
): Telemetry {
  const resource: TelemetryResource = {
    attributes: { 'service.name': 'mintwell', 'service.version': version, ...settings.attributes },
    version,
  }
  const withCommon = <T extends { readonly attributes: Attributes }>(each: T): T => ({
    ...each,
    attributes: { ...common, ...each.attributes },
  })
  const receipts: Receipt[] = []
  const refusals: RefusalSignal[] = []
  const sender = new Sender(settings, ports)
  let sending = Promise.resolve()
  const sendAll = async () => {
    while (receipts.length + refusals.length > 0) {
      const tokens = receipts.splice(0, MOST_AT_ONCE)
      const refused = refusals.splice(0, MOST_AT_ONCE)
      const at = ports.now()
      const points = [...tokenMetrics(tokens, at), ...refusalMetrics(refused, at)]
      const logs = [...tokens.map((each) => tokenLog(each, at)), ...refused.map((each) => refusalLog(each, at))]
      await sender.send(metricsBody(resource, points.map(withCommon)), logsBody(resource, logs.map(withCommon)))
    }
  }
  return {
    token: (receipt) => void receipts.push(receipt),
    refused: (refusal) => void refusals.push(refusal),
    flush() {
      sending = sending.then(sendAll)
      return sending
    },
  }
}

/** Sends both signals, and says once why one does not arrive. */
class Sender {
  readonly #settings: TelemetrySettings
  readonly #ports: TelemetryPorts
  #hasTold = false

  constructor(settings: TelemetrySettings, ports: TelemetryPorts) {
    this.#settings = settings
    this.#ports = ports
  }

  async send(metrics: object, logs: object): Promise<void> {
    const [first, second] = await Promise.all([
      this.#post(this.#settings.metricsUrl, metrics),
      this.#post(this.#settings.logsUrl, logs),
    ])
    // Prometheus takes metrics only, other stores logs only: what one of them does not have is no failure.
    const problems = [first, second].filter((each) => each !== undefined)
    const [problem] = problems.length === 1 && problems[0]?.status === 404 ? [] : problems
    if (problem === undefined || this.#hasTold) return
    this.#hasTold = true
    this.#ports.onProblem(`Telemetry does not arrive: ${problem.what}. The step is not affected.`)
  }

  /** Why it did not arrive; undefined where it did. */
  async #post(url: string, body: object): Promise<{ readonly status: number; readonly what: string } | undefined> {
    const { host } = new URL(url)
    try {
      const { status, text } = await this.#ports.http.send({
        method: 'POST',
        url,
        headers: { ...this.#settings.headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (status < 200 || status > 299) return { status, what: `${host} answered ${status}` }
      return isPartial(text) ? { status, what: `${host} took a part of it only` } : undefined
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      return { status: 0, what: `${host} could not be reached (${code ?? message})` }
    }
  }
}

/** Whether an answer says that something was refused: `{partialSuccess: {rejectedDataPoints: "3"}}`. */
function isPartial(text: string): boolean {
  try {
    const { partialSuccess } = JSON.parse(text) as { partialSuccess?: Record<string, unknown> }
    return Number(partialSuccess?.rejectedDataPoints ?? partialSuccess?.rejectedLogRecords ?? 0) > 0
  } catch {
    return false
  }
}
