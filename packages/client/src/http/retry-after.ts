import type { HttpResponse } from './http-messages.ts'

/** Longer than this nobody waits on a server's word alone, in seconds: the longest wait of the freshness contract. */
const LONGEST_SECONDS = 900

/** What `Retry-After` asks for, in seconds: a number, or a date against the answer's own `Date` (RFC 9110 §10.2.3). Undefined where there is none. */
export function readRetryAfter({ headers }: HttpResponse): number | undefined {
  const text = headers['retry-after']?.trim()
  if (!text) return undefined
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.parse(headers.date ?? '')) / 1_000
  return Number.isFinite(seconds) ? Math.min(Math.max(0, Math.ceil(seconds)), LONGEST_SECONDS) : undefined
}
