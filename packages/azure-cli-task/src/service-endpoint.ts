import type { ServiceEndpoint } from '@mintwell/azure-cli'

/** What the agent put into the environment of the task. */
export type AgentEnvironment = Readonly<Record<string, string | undefined>>

/** An authorization as the agent gives it: the scheme, and parameters by the service's own names. */
export interface Authorization {
  readonly scheme: string
  readonly parameters: Readonly<Record<string, string>>
}

/** An input by its real name, as the agent gives it, which trims; empty when it is not set (microsoft/azure-pipelines-agent: `INPUT_` and the name in upper case). */
export function readInput(name: string, env: AgentEnvironment): string {
  return env[`INPUT_${name.replace(/[ .]/g, '_').toUpperCase()}`] ?? ''
}

/** The authorization of a connection by its id, or of the system's own by `SYSTEMVSSCONNECTION`; undefined where the step was given none. */
export function readAuthorization(id: string, env: AgentEnvironment): Authorization | undefined {
  try {
    const { scheme, parameters } = JSON.parse(env[`ENDPOINT_AUTH_${id}`] ?? '') as Partial<Authorization>
    return { scheme: scheme ?? '', parameters: parameters ?? {} }
  } catch {
    return undefined
  }
}

/**
 * A service connection as the engine sees it, from what the agent put into the environment. The names of parameters and data compare without case; a connection has no
 * name here, only its id.
 */
export function readServiceEndpoint(id: string, env: AgentEnvironment): ServiceEndpoint | undefined {
  const authorization = readAuthorization(id, env)
  if (id === '' || !authorization) return undefined
  return {
    id,
    name: id,
    type: 'azurerm',
    url: env[`ENDPOINT_URL_${id}`] ?? '',
    scheme: authorization.scheme,
    parameters: textsOf(authorization.parameters),
    data: textsOf(readData(env[`ENDPOINT_DATA_${id}`])),
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

function textsOf(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}
