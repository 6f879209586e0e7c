/** Parameters or data of a service connection, by the names that the service writes: they compare without case. */
export type EndpointValues = Readonly<Record<string, string>>

/**
 * The same values by their names in lower case, to be read from.
 *
 * @example
 * const { tenantid = '', serviceprincipalid = '' } = byLowerName(endpoint.parameters)
 */
export function byLowerName(values: EndpointValues): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]))
}

/** Sets a value: under the name that it has already, in whatever case, or under the new one. */
export function withValue(values: EndpointValues, name: string, value: string): EndpointValues {
  const present = Object.keys(values).find((key) => key.toLowerCase() === name.toLowerCase())
  return { ...values, [present ?? name]: value }
}
