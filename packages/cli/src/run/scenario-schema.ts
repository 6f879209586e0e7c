import { historyMechanisms, type Scenario } from '@mintwell/evidence'
import { parseDocument } from 'yaml'
import * as z from 'zod'
import { SettingsError } from './settings.ts'

/** More runs than a year of hourly ones are most likely a slip; `run` takes no more either. */
const MOST_RUNS = 10_000

const instant = z
  .union([z.string(), z.date()])
  .transform((value) => (value instanceof Date ? value.getTime() : Date.parse(value)))
  .pipe(z.number('must be an instant such as 2026-04-20T01:04:56Z'))

const outcome = z.strictObject({ verdicts: z.array(z.string().max(100)), codes: z.array(z.string().max(100)) })

const run = z.strictObject({
  id: z.string().max(300),
  at: instant,
  faults: z.array(z.string().max(300)),
  gapSeconds: z.number().nonnegative().nullable(),
  seen: outcome.nullable(),
})

const scenario = z.strictObject({
  schema: z.literal(1),
  pipeline: z.string().nullable(),
  mechanism: z.enum(historyMechanisms),
  issuer: z.enum(['entra', 'ado']).nullable(),
  idTokenLifetimeSeconds: z.number().int().positive().nullable(),
  runs: z.array(run).min(1, 'has no runs').max(MOST_RUNS),
  unplayed: z.array(z.string()),
})

/**
 * Reads the text of a scenario, as `mintwell evidence --write-scenario` writes it.
 *
 * @throws SettingsError with the file and what is wrong
 */
export function parseScenario(text: string, file: string): Scenario {
  let value: unknown
  try {
    const document = parseDocument(text, { maxAliasCount: 100 } as Parameters<typeof parseDocument>[1])
    const [problem] = document.errors
    if (problem) throw new SettingsError(`${file}: not valid YAML: ${problem.message}`)
    value = document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    if (error instanceof SettingsError) throw error
    throw new SettingsError(`${file}: ${(error as Error).message}`, { cause: error })
  }
  const result = scenario.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const place = issue?.path.join('.') || 'the file'
  throw new SettingsError(
    `${file}: ${place}: ${issue?.message ?? 'is not valid'}. It is no scenario of mintwell evidence --write-scenario.`,
  )
}
