import type { Instant } from '@mintwell/clock'

/** An HTTP answer as plain data, so that faults can make one as services do. Header names are as they go over the wire. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Bytes for what is no text, such as an archive. */
  readonly body: string | Uint8Array<ArrayBuffer> | null
}

/** The port's answer to a `GET`, for documents that a service fetches from elsewhere. */
export interface FetchedDocument {
  readonly status: number
  readonly body: string
}

/** Gets a document by its URL; rejects when nobody answers. */
export type FetchDocument = (url: string) => Promise<FetchedDocument>

/** An instant as HTTP writes it (RFC 9110, section 5.6.7). */
export function httpDate(instant: Instant): string {
  return new Date(instant).toUTCString()
}

/** An answer with the `Date` that every answer of the lab carries, because clients learn the time from it. */
export function dated(answer: HttpAnswer, now: Instant): HttpAnswer {
  return { ...answer, headers: { ...answer.headers, Date: httpDate(now) } }
}

/** The same for the fetch API. */
export function toResponse(answer: HttpAnswer, now: Instant): Response {
  return responseOf(dated(answer, now))
}

/** An answer that has its `Date`, for the fetch API. */
export function responseOf({ body, status, headers }: HttpAnswer): Response {
  return new Response(body, { status, headers })
}
