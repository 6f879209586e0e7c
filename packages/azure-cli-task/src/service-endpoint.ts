import type { ServiceEndpoint } from '@mintwell/azure-cli'
import type { Authorization } from './adapters/task-lib.ts'

/**
 * A service connection as the engine sees it, from what the agent put into the environment. The names of parameters and data compare without case; a connection has no
 * name here, only its id.
 */
export function readServiceEndpoint(
  id: string,
  authorization: Authorization | undefined,
  env: Readonly<Record<string, string | undefined>>,
): ServiceEndpoint | undefined {
  if (id === '' || !authorization) return undefined
  return {
    id,
    name: id,
    type: 'azurerm',
    url: env[`ENDPOINT_URL_${id}`] ?? '',
    scheme: authorization.scheme,
    parameters: lowerCase(authorization.parameters),
    data: lowerCase(readData(env[`ENDPOINT_DATA_${id}`])),
  }
}

function readData(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const data: unknown = JSON.parse(text ?? '{}')
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function lowerCase(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (typeof value === 'string' ? [[name.toLowerCase(), value]] : [])),
  )
}
