import type { ServiceRequest } from '../../ground/http/service-request.ts'
import { contentTypeNotSupported, malformedRequest, requestTooLarge, type ServiceError } from './service-error.ts'

/** What a request carries: a value, or why the service does not take it. No body at all is the value undefined. */
export type JsonBody = { readonly value: unknown } | { readonly error: ServiceError }

/** Reads a body as JSON. One that is too large, not JSON, or not said to be JSON is refused; one whose kind is not said is taken for JSON. */
export async function readJsonBody(request: ServiceRequest): Promise<JsonBody> {
  const body = await request.body()
  if (body === undefined) return { error: requestTooLarge }
  if (body === '') return { value: undefined }
  const contentType = request.header('content-type') ?? ''
  if (contentType !== '' && !/^\s*application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType)) {
    return { error: contentTypeNotSupported(contentType.split(';', 1)[0] as string, request.method) }
  }
  try {
    return { value: JSON.parse(body) }
  } catch {
    return { error: malformedRequest('the body is not JSON') }
  }
}
