import { ClientError } from '../errors.ts'

/**
 * Checks where the job token would go: `SYSTEM_OIDCREQUESTURI` must be on this machine, or https and a path of the service that `SYSTEM_COLLECTIONURI` names, where
 * that is known. A pipeline's variable can overwrite the one, so a host that is not the service's own is refused, and no token leaves.
 *
 * @throws ClientError `ERR_SOURCE_CONFIGURATION`, `ERR_SOURCE_HOST`
 */
export function checkRequestUri(requestUri: string, collectionUri: string | undefined): URL {
  if (!URL.canParse(requestUri)) {
    throw new ClientError('ERR_SOURCE_CONFIGURATION', {
      message: `SYSTEM_OIDCREQUESTURI is no URL: '${requestUri.slice(0, 200)}'.`,
      hint: 'Azure Pipelines sets it in every step of a running job; do not overwrite it.',
    })
  }
  const url = new URL(requestUri)
  if (url.protocol !== 'https:' && !isLoopback(url.hostname)) throw refuseHost(url, 'it is not https')
  // On this machine: the endpoint that `exec` opens for its command, which may well be a program of ours again.
  if (isLoopback(url.hostname) || collectionUri === undefined || !URL.canParse(collectionUri)) return url
  const collection = new URL(collectionUri)
  if (url.host !== collection.host && serviceOf(url) !== serviceOf(collection)) {
    throw refuseHost(url, `the collection is at ${collection.host}`)
  }
  return url
}

/** One organization of the cloud has two addresses: `dev.azure.com/ORG` and `ORG.visualstudio.com` (Azure DevOps documentation, "allowed domain URLs"). */
function serviceOf(url: URL): string {
  const [, old] = /^([^.]+)\.visualstudio\.com$/.exec(url.hostname) ?? []
  const organization = old ?? (url.hostname === 'dev.azure.com' ? url.pathname.split('/')[1] : undefined)
  return organization ? `organization ${organization.toLowerCase()}` : url.host
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
}

function refuseHost(url: URL, why: string): ClientError {
  return new ClientError('ERR_SOURCE_HOST', {
    message: `The job token is not sent to ${url.protocol}//${url.host}: ${why}.`,
    hint: 'Azure Pipelines sets SYSTEM_OIDCREQUESTURI; look for a variable or a script that overwrites it.',
    data: { host: url.host },
  })
}
