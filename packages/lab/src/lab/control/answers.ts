import type { Context } from 'hono'

/** The JSON object in the body of a request; an empty one where there is none. */
export async function readObject(context: Context): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await context.req.json().catch(() => ({}))
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
}

/** Why the control API does not do what it was asked for. */
export function problem(context: Context, status: 400 | 404 | 409 | 500, error: string): Response {
  return context.json({ error }, status)
}
