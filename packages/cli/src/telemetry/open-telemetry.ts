import type { Attributes, Telemetry } from '@mintwell/client'
import type { Io } from '../verb.ts'

/** The variables by which OpenTelemetry is told where to send (OpenTelemetry specification, "OTLP exporter configuration"). */
const ADDRESSES = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
  'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT',
]

/**
 * Opens telemetry where somebody asked for it: by `--otlp`, or by OpenTelemetry's variables. What it is made of is loaded only then.
 *
 * @param given the value of `--otlp`
 * @param about attributes of everything that is sent
 * @param warn told once why nothing arrives
 * @throws UsageError where `--otlp` is no address; a variable that is none is only warned of
 */
export async function openTelemetry(
  given: string | undefined,
  about: Attributes,
  io: Io,
  warn: (text: string) => void,
): Promise<Telemetry | undefined> {
  if (given === undefined && !ADDRESSES.some((name) => io.env[name])) return undefined
  const { createSender } = await import('./create-sender.ts')
  return createSender(given, about, io, warn)
}

/** What a step of a CI says of itself: the pipeline by its name, and whether it is a lab's. */
export function aboutStep(env: Io['env']): Attributes {
  return {
    'mintwell.pipeline': env.BUILD_DEFINITIONNAME || env.GITHUB_WORKFLOW || env.CI_PROJECT_PATH || null,
    'mintwell.lab': env.MINTWELL_LAB_CLOCK !== undefined,
  }
}
