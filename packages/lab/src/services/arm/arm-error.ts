/** One of Azure Resource Manager's errors, with its words. */
export interface ArmError {
  readonly status: number
  readonly code: string
  readonly message: string
  /** For a 401: the challenge of `WWW-Authenticate`. */
  readonly challenge?: string
}

/** Leaves the handling of a request at the first check that it does not pass. Caught where the answer is built; it never leaves this folder. */
export class ArmFailure extends Error {
  override readonly name = 'ArmFailure'
  readonly error: ArmError

  constructor(error: ArmError) {
    super(error.code)
    this.error = error
  }
}

/** Fails the request at hand. */
export function fail(error: ArmError): never {
  throw new ArmFailure(error)
}

/** The errors that do not belong to one kind of resource. Texts are those of public captures, unless it is said that they are the lab's own. */
export const armErrors = {
  missingApiVersion: {
    status: 400,
    code: 'MissingApiVersionParameter',
    message: 'The api-version query parameter (?api-version=) is required for all requests.',
  },
  invalidApiVersion: (version: string, supported: readonly string[]): ArmError => ({
    status: 400,
    code: 'InvalidApiVersionParameter',
    message: `The api-version '${version}' is invalid. The supported versions are '${supported.join(',')}'.`,
  }),
  noRegisteredProvider: (version: string, type: string, supported: readonly string[]): ArmError => ({
    status: 400,
    code: 'NoRegisteredProviderFound',
    message: `No registered resource provider found for API version '${version}' for type '${type}'. The supported api-versions are '${supported.join(', ')}'.`,
  }),
  invalidFilter: (filter: string): ArmError => ({
    status: 400,
    code: 'InvalidFilterInQueryString',
    message: `Invalid $filter '${filter}' specified in the query string.`,
  }),
  invalidNamespace: (namespace: string): ArmError => ({
    status: 404,
    code: 'InvalidResourceNamespace',
    message: `The resource namespace '${namespace}' is invalid.`,
  }),
  invalidType: (type: string, namespace: string, version: string): ArmError => ({
    status: 404,
    code: 'InvalidResourceType',
    message: `The resource type '${type}' could not be found in the namespace '${namespace}' for api version '${version}'.`,
  }),
  /** The text is the lab's own: the real service has several for paths that it does not know. */
  notFound: (path: string): ArmError => ({
    status: 404,
    code: 'NotFound',
    message: `The resource '${path}' could not be found.`,
  }),
  resourceNotFound: (type: string, name: string, group: string): ArmError => ({
    status: 404,
    code: 'ResourceNotFound',
    message: `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  }),
  parentNotFound: (action: string, type: string, parentId: string): ArmError => ({
    status: 404,
    code: 'ParentResourceNotFound',
    message: `Failed to perform '${action}' on resource(s) of type '${type}', because the parent resource '${parentId}' could not be found.`,
  }),
  groupNotFound: (name: string): ArmError => ({
    status: 404,
    code: 'ResourceGroupNotFound',
    message: `Resource group '${name}' could not be found.`,
  }),
  subscriptionInvalid: (id: string): ArmError => ({
    status: 400,
    code: 'InvalidSubscriptionId',
    message: `The provided subscription identifier '${id}' is malformed or invalid.`,
  }),
  subscriptionNotFound: (id: string): ArmError => ({
    status: 404,
    code: 'SubscriptionNotFound',
    message: `The subscription '${id}' could not be found.`,
  }),
  authorizationFailed: (
    client: { clientId: string; principalId: string },
    action: string,
    scope: string,
  ): ArmError => ({
    status: 403,
    code: 'AuthorizationFailed',
    message: `The client '${client.clientId}' with object id '${client.principalId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  }),
  /** What follows the first sentence is .NET's own text in the cloud; here it is the lab's. */
  invalidContent: (why: string): ArmError => ({
    status: 400,
    code: 'InvalidRequestContent',
    message: `The request content was invalid and could not be deserialized: '${why}'.`,
  }),
  unsupportedMediaType: (type: string): ArmError => ({
    status: 415,
    code: 'UnsupportedMediaType',
    message: `The content media type '${type.split(';', 1)[0]?.trim()}' is not supported. Only 'application/json' is supported.`,
  }),
  /** The text is the lab's own. */
  contentTooLarge: {
    status: 413,
    code: 'RequestEntityTooLarge',
    message: 'The request body is too large.',
  },
  locationRequired: {
    status: 400,
    code: 'LocationRequired',
    message: 'The location property is required for this definition.',
  },
  internal: {
    status: 500,
    code: 'InternalServerError',
    message: 'The server encountered an internal error. Please retry the request.',
  },
} as const
