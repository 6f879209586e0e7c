import { readBody } from '../../ground/http/read-body.ts'
import type { AccessToken } from '../bearer/access-token.ts'
import { armErrors, fail } from './arm-error.ts'
import type { ArmPath } from './path.ts'

/** A request whose version and token are good. */
export interface ArmRequest {
  readonly raw: Request
  readonly path: ArmPath
  readonly version: string
  readonly token: AccessToken
}

/** A JSON object. */
export type ArmBody = Readonly<Record<string, unknown>>

/** Reads the body of a request as a JSON object; one that is said to be of another kind is not read. Fails with 400, 413 or 415. */
export async function readObject({ raw }: ArmRequest): Promise<ArmBody> {
  const type = raw.headers.get('content-type')
  if (type !== null && !/^\s*(application|text)\/json\s*(;|$)/i.test(type)) fail(armErrors.unsupportedMediaType(type))
  const text = (await readBody(raw)) ?? fail(armErrors.contentTooLarge)
  const value = parse(text)
  return isObject(value) ? value : fail(armErrors.invalidContent('The request body must be a JSON object.'))
}

export function isObject(value: unknown): value is ArmBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Tags: an object of texts; none where there are none. Fails with 400. */
export function readTags(body: ArmBody): Readonly<Record<string, string>> {
  const { tags } = body
  if (tags === undefined || tags === null) return {}
  if (!isObject(tags)) return fail(armErrors.invalidContent('tags must be an object.'))
  for (const [name, value] of Object.entries(tags)) {
    if (typeof value !== 'string') fail(armErrors.invalidContent(`The tag ${name} must be text.`))
  }
  return tags as Readonly<Record<string, string>>
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return fail(armErrors.invalidContent((error as Error).message))
  }
}
