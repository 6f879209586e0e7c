/** One of Microsoft Graph's errors, with its words. */
export interface GraphError {
  readonly status: number
  readonly code: string
  readonly message: string
  /** For a 401: the challenge of `WWW-Authenticate`. */
  readonly challenge?: string
}

/** Leaves the handling of a request at the first check that it does not pass. Caught where the answer is built; it never leaves this folder. */
export class GraphFailure extends Error {
  override readonly name = 'GraphFailure'
  readonly error: GraphError

  constructor(error: GraphError) {
    super(error.code)
    this.error = error
  }
}

/** Fails the request at hand. */
export function fail(error: GraphError): never {
  throw new GraphFailure(error)
}

function badRequest(code: string, message: string): GraphError {
  return { status: 400, code, message }
}

/** The errors that are not of one kind of object. Texts are those of public captures, unless it is said that they are the lab's own. */
export const graphErrors = {
  denied: {
    status: 403,
    code: 'Authorization_RequestDenied',
    message: 'Insufficient privileges to complete the operation.',
  },
  notFound: (id: string): GraphError => ({
    status: 404,
    code: 'Request_ResourceNotFound',
    message: `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  }),
  unknownSegment: (segment: string): GraphError =>
    badRequest('BadRequest', `Resource not found for the segment '${segment}'.`),
  invalidVersion: (version: string): GraphError => badRequest('BadRequest', `Invalid version: ${version}.`),
  methodNotAllowed: {
    status: 405,
    code: 'Request_BadRequest',
    message: 'Specified HTTP method is not allowed for the request target.',
  },
  unreadableBody: badRequest(
    'BadRequest',
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  ),
  /** The text is the lab's own. */
  bodyTooLarge: { status: 413, code: 'RequestEntityTooLarge', message: 'The request body is too large.' },
  valueRequired: (property: string, resource: string): GraphError =>
    badRequest('Request_BadRequest', `A value is required for property '${property}' of resource '${resource}'.`),
  invalidValue: (property: string, resource: string): GraphError =>
    badRequest('Request_BadRequest', `Invalid value specified for property '${property}' of resource '${resource}'.`),
  unknownProperty: (property: string): GraphError =>
    badRequest('Request_BadRequest', `Invalid property '${property}'.`),
  readOnly: (property: string): GraphError =>
    badRequest('Request_BadRequest', `Property '${property}' is read-only and cannot be set.`),
  /** The second half of the text is OData's own parser in the cloud; here it is the lab's. */
  invalidFilter: (why: string): GraphError => badRequest('BadRequest', `Invalid filter clause: ${why}`),
  invalidOrder: (why: string): GraphError => badRequest('BadRequest', `Invalid $orderby clause: ${why}`),
  unsupportedQuery: (option: string): GraphError =>
    badRequest('Request_UnsupportedQuery', `Unsupported Query. The query option '${option}' is not supported.`),
  /** What Graph answers where the header `ConsistencyLevel: eventual` or `$count=true` is missing. The text is the lab's own. */
  advancedQuery: badRequest(
    'Request_UnsupportedQuery',
    "Operator: 'Any' is not supported because the request is missing the required 'ConsistencyLevel' header or the '$count' parameter.",
  ),
  delegatedOnly: badRequest('BadRequest', '/me request is only valid with delegated authentication flow.'),
  internal: { status: 500, code: 'generalException', message: 'General exception while processing' },
} as const
