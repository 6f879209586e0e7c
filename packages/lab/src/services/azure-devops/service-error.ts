/** Azure DevOps' errors, as data: status, type and text. */
export interface ServiceError {
  readonly status: number
  /** The exception's name, with its namespace as it is written on the wire. */
  readonly typeName: string
  readonly message: string
  readonly eventId: number
}

const WEB_API = 'Microsoft.VisualStudio.Services.WebApi'
const DISTRIBUTED_TASK = 'Microsoft.TeamFoundation.DistributedTask.WebApi'
const BUILD = 'Microsoft.TeamFoundation.Build.WebApi'
const ENDPOINTS = 'Microsoft.VisualStudio.Services.ServiceEndpoints.WebApi'
/** The event id of most errors (public captures). */
const EVENT_ID = 3_000

/** A resource that is still in preview, asked for by a released version (public capture: dotnet/arcade-services#1141). */
export function previewVersionNotSupplied(version: string): ServiceError {
  return {
    status: 400,
    typeName: `${WEB_API}.VssInvalidPreviewVersionException, ${WEB_API}`,
    message: `The requested version "${version}" of the resource is under preview. The -preview flag must be supplied in the api-version for such requests. For example: "${version}-preview"`,
    eventId: EVENT_ID,
  }
}

/** A version that cannot be read (resource text of the service's public sources). */
export function versionInvalid(version: string): ServiceError {
  return {
    status: 400,
    typeName: `${WEB_API}.VssInvalidApiResourceVersionException, ${WEB_API}`,
    message: `Invalid api version string: "${version}". Api version string must be in the format: {Major}.{Minor}[-preview[.{ResourceVersion}]].`,
    eventId: EVENT_ID,
  }
}

/** A request that changes something and names no version (public captures: codescene-ci-cd#14). */
export function versionNotSpecified(method: string): ServiceError {
  return {
    status: 400,
    typeName: `${WEB_API}.VssVersionNotSpecifiedException, ${WEB_API}`,
    message: `No api-version was supplied for the "${method}" request. The version must be supplied either as part of the Accept header (e.g. "application/json; api-version=1.0") or as a query parameter (e.g. "?api-version=1.0").`,
    eventId: EVENT_ID,
  }
}

/** A version beyond the newest (public captures of the text). */
export function versionOutOfRange(version: string, newest: string): ServiceError {
  return {
    status: 400,
    typeName: `${WEB_API}.VssVersionOutOfRangeException, ${WEB_API}`,
    message: `The requested REST API version of ${version} is out of range for this server. The latest REST API version this server supports is ${newest}.`,
    eventId: EVENT_ID,
  }
}

/** A body of another kind than JSON (public capture of the text). */
export function contentTypeNotSupported(contentType: string, method: string): ServiceError {
  return {
    status: 415,
    typeName: `${WEB_API}.VssRequestContentTypeNotSupportedException, ${WEB_API}`,
    message: `The request indicated a Content-Type of "${contentType}" for method type "${method}" which is not supported. Valid content types for this method are: application/json, application/json-patch+json.`,
    eventId: EVENT_ID,
  }
}

/** A body, or an argument in the query, that cannot be read. The text is the lab's own. */
export function malformedRequest(what: string): ServiceError {
  return {
    status: 400,
    typeName: `${WEB_API}.VssPropertyValidationException, ${WEB_API}`,
    message: `The request is not valid: ${what}.`,
    eventId: EVENT_ID,
  }
}

/** A body that is too large. The text is the lab's own. */
export const requestTooLarge: ServiceError = {
  status: 413,
  typeName: `${WEB_API}.VssPropertyValidationException, ${WEB_API}`,
  message: 'The request is not valid: the body is too large.',
  eventId: EVENT_ID,
}

/** An unknown plan (resource text of the service's public sources). */
export function planNotFound(planId: string): ServiceError {
  return {
    status: 404,
    typeName: `${DISTRIBUTED_TASK}.TaskOrchestrationPlanNotFoundException, ${DISTRIBUTED_TASK}`,
    message: `No plan found for identifier ${planId}.`,
    eventId: EVENT_ID,
  }
}

/** A job token whose job has ended, or of another job: the exception that the agent retries (public capture of the text). */
export function planSecurity(identity: string, planId: string): ServiceError {
  return {
    status: 403,
    typeName: `${DISTRIBUTED_TASK}.TaskOrchestrationPlanSecurityException, ${DISTRIBUTED_TASK}`,
    message: `Access denied: ${identity} does not have write permissions for orchestration plan ${planId}.`,
    eventId: EVENT_ID,
  }
}

/** A project that does not exist (public capture of the text). */
export function projectNotFound(project: string): ServiceError {
  const namespace = 'Microsoft.TeamFoundation.Core.WebApi'
  return {
    status: 404,
    typeName: `${namespace}.ProjectDoesNotExistWithNameException, ${namespace}`,
    message: `TF200016: The following project does not exist: ${project}. Verify that the name of the project is correct and that the project exists on the specified Azure DevOps Server.`,
    eventId: EVENT_ID,
  }
}

/** A build that does not exist (public captures of the text). */
export function buildNotFound(id: string): ServiceError {
  return {
    status: 404,
    typeName: `${BUILD}.BuildNotFoundException, ${BUILD}`,
    message: `The requested build ${id} could not be found.`,
    eventId: EVENT_ID,
  }
}

/** A pipeline that does not exist. The text is the lab's own. */
export function definitionNotFound(id: string): ServiceError {
  return {
    status: 404,
    typeName: `${BUILD}.DefinitionNotFoundException, ${BUILD}`,
    message: `The requested definition ${id} could not be found.`,
    eventId: EVENT_ID,
  }
}

/** A log that does not exist. The text is the lab's own. */
export function logNotFound(id: string): ServiceError {
  return {
    status: 404,
    typeName: `${DISTRIBUTED_TASK}.TaskOrchestrationPlanLogNotFoundException, ${DISTRIBUTED_TASK}`,
    message: `No log found for identifier ${id}.`,
    eventId: EVENT_ID,
  }
}

/** A timeline that does not exist. The text is the lab's own. */
export function timelineNotFound(id: string): ServiceError {
  return {
    status: 404,
    typeName: `${DISTRIBUTED_TASK}.TimelineNotFoundException, ${DISTRIBUTED_TASK}`,
    message: `No timeline found for identifier ${id}.`,
    eventId: EVENT_ID,
  }
}

/** A second connection of one name: 500, which scripts look for (public captures of status, type and text). */
export function duplicateEndpoint(name: string): ServiceError {
  return {
    status: 500,
    typeName: `${ENDPOINTS}.DuplicateServiceConnectionException, ${ENDPOINTS}`,
    message: `Service connection with name ${name} already exists. Only a user having Administrator/User role permissions on service connection ${name} can see it.`,
    eventId: EVENT_ID,
  }
}

/** A connection to be changed or deleted that does not exist. The text is the lab's own. */
export function endpointNotFound(id: string): ServiceError {
  return {
    status: 404,
    typeName: `${ENDPOINTS}.ServiceEndpointNotFoundException, ${ENDPOINTS}`,
    message: `The service connection ${id} does not exist.`,
    eventId: EVENT_ID,
  }
}

/** A kind of connection that the lab does not keep. The text is the lab's own. */
export function notSupportedEndpoint(type: string, scheme: string): ServiceError {
  return {
    status: 400,
    typeName: `${ENDPOINTS}.ServiceEndpointException, ${ENDPOINTS}`,
    message: `The lab keeps service connections of type azurerm with WorkloadIdentityFederation only, not ${type} with ${scheme}.`,
    eventId: EVENT_ID,
  }
}

/** An error as it goes over the wire. */
export function errorBody(error: ServiceError): string {
  const typeKey = error.typeName.split(',', 1)[0]?.split('.').at(-1)
  return JSON.stringify({
    $id: '1',
    innerException: null,
    message: error.message,
    typeName: error.typeName,
    typeKey,
    errorCode: 0,
    eventId: error.eventId,
  })
}

/**
 * The bare string with which Azure DevOps refuses a connection that no task input of the stage names, wrapped as it wraps a collection: `count` is
 * the string's length (public capture of March 2026: dotnet/docker-tools#2012).
 */
export function unreferencedConnectionBody(connectionId: string, stage: string, job: string): string {
  const value = `There is no explicit reference to service connection ${connectionId} from current stage ${stage}.${job}.__default.`
  return JSON.stringify({ count: value.length, value })
}

/** The answer to a method that the resource does not have (public captures). */
export function methodNotSupportedBody(method: string): string {
  return JSON.stringify({
    count: 1,
    value: { Message: `The requested resource does not support http method '${method}'.` },
  })
}
