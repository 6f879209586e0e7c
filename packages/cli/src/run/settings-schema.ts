import { parseDuration } from '@mintwell/clock'
import { isMap, LineCounter, type ParsedNode, parseDocument } from 'yaml'
import * as z from 'zod'
import { type FileSettings, SettingsError } from './settings.ts'

const guid = z.string().regex(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i, 'must be a GUID')
const durationText = (error: string) =>
  z
    .union([z.string(), z.number()], error)
    .transform((value) => parseDuration(String(value)))
    .pipe(z.number(error))
const duration = durationText('must be a duration such as 10m, 24h or 90s').pipe(
  z.number().positive('must be longer than zero'),
)
const skew = durationText('must be a duration such as 5m or 0s')
const issuer = z.enum(['entra', 'ado'])

const connection = z.strictObject({
  tenant: guid.optional(),
  app: guid.optional(),
  subject: z.string().min(1).max(600).optional(),
  audience: z.string().min(1).max(600).optional(),
  issuer: issuer.optional(),
  subscription: guid.optional(),
  graph: z.enum(['none', 'read', 'credentials', 'write']).optional(),
  idTokenLifetime: duration.optional(),
  scheme: z.enum(['workloadIdentityFederation', 'secret', 'certificate']).optional(),
})

/** A value, or the environment variable that a secret is in. */
const groupVariable = z.union(
  [
    z.union([z.string(), z.number(), z.boolean()]).transform((value) => String(value)),
    z.strictObject({ env: z.string().min(1) }),
  ],
  'must be a value, or { env: NAME } for a secret',
)

/** The schema of `mintwell.yml`. Unknown keys are errors: a setting that does nothing would be believed. */
export const settingsSchema = z.strictObject({
  organization: z.string().min(1).optional(),
  project: z.string().min(1).optional(),
  tenant: guid.optional(),
  issuer: issuer.optional(),
  idTokenLifetime: duration.optional(),
  accessTokenLifetime: duration.optional(),
  clockSkew: skew.optional(),
  lint: z
    .strictObject({
      disable: z.array(z.string().min(1)).optional(),
      severity: z.record(z.string(), z.enum(['error', 'warning', 'note'])).optional(),
      ignore: z.array(z.string().min(1)).optional(),
    })
    .optional(),
  azureCli: z.strictObject({ login: z.enum(['lazy', 'eager']).optional() }).optional(),
  connections: z.record(z.string(), connection).optional(),
  allowHosts: z.array(z.string().min(1)).optional(),
  passEnv: z.array(z.string().min(1)).optional(),
  routes: z.record(z.string(), z.url({ protocol: /^https?$/ })).optional(),
  variableGroups: z.record(z.string(), z.record(z.string(), groupVariable)).optional(),
  repositories: z.record(z.string(), z.string().min(1)).optional(),
  stubs: z.array(z.string().regex(/^[^@\s](?:[^@\n]*[^@\s])?(@\d{1,9})?$/, 'must be NAME or NAME@MAJOR')).optional(),
  tasks: z
    .record(z.string().regex(/^[^@\s](?:[^@\n]*[^@\s])?@\d{1,9}$/, 'must be NAME@MAJOR'), z.string().min(1))
    .optional(),
})

/** Parses and checks the text of a `mintwell.yml`. Throws {@link SettingsError} with file, line and column of the first thing that is wrong. */
export function parseSettings(text: string, file: string): FileSettings {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, maxAliasCount: 100 } as Parameters<
    typeof parseDocument
  >[1])
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${line}:${col}`
  }
  const [problem] = document.errors
  if (problem)
    throw new SettingsError(
      `${place(problem.pos[0])}: not valid YAML: ${problem.message}. Correct it here, or just before: indentation, quotes, and the space after a colon.`,
    )
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 }) ?? {}
  } catch (error) {
    throw new SettingsError(`${file}: ${(error as Error).message}`)
  }
  const result = settingsSchema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = [...(issue?.path ?? [])]
  if (issue?.code === 'unrecognized_keys' && issue.keys[0] !== undefined) path.push(issue.keys[0])
  const offset = offsetOf(document.contents, path)
  throw new SettingsError(
    `${place(offset)}: ${path.join('.') || 'the file'}: ${issue?.message ?? 'is not valid'}. Settings are described in docs/reference/settings.md.`,
  )
}

/** Where the value of a path (or the key, when it has no value of its own) is in the file. */
function offsetOf(contents: ParsedNode | null, path: readonly PropertyKey[]): number {
  let node: unknown = contents
  let offset = contents?.range?.[0] ?? 0
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(item.key) === String(key))
      const range = (pair?.key as ParsedNode | undefined)?.range
      if (range) offset = range[0]
      node = pair?.value
    } else {
      node = (node as { items?: readonly unknown[] } | null)?.items?.[Number(key)]
      offset = (node as ParsedNode | undefined)?.range?.[0] ?? offset
    }
  }
  return offset
}
