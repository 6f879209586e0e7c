/** A request's path, taken apart as Azure's resource ids are. Names keep their case; the words between them compare without. */
export interface ArmPath {
  readonly subscriptionId: string | undefined
  readonly resourceGroup: string | undefined
  /** Such as `Microsoft.ManagedIdentity`. */
  readonly namespace: string | undefined
  /** Types and names by turns, behind the namespace. */
  readonly types: readonly string[]
  readonly names: readonly string[]
}

/** The segments of a URL's path, decoded, without empty ones: clients double slashes. */
export function segmentsOf(url: string): readonly string[] {
  return new URL(url).pathname.split('/').flatMap((segment) => (segment === '' ? [] : [decode(segment)]))
}

/** Takes a path apart. What is not a resource id leaves all undefined. */
export function armPath(url: string): ArmPath {
  const segments = segmentsOf(url)
  const [first = '', subscriptionId, third = '', group] = segments
  const inSubscription = first.toLowerCase() === 'subscriptions'
  const inGroup = inSubscription && third.toLowerCase() === 'resourcegroups'
  const at = inGroup ? 4 : inSubscription ? 2 : 0
  const isProvider = segments[at]?.toLowerCase() === 'providers'
  const rest = isProvider ? segments.slice(at + 2) : []
  return {
    subscriptionId: inSubscription ? subscriptionId : undefined,
    resourceGroup: inGroup ? group : undefined,
    namespace: isProvider ? segments[at + 1] : undefined,
    types: rest.filter((_segment, index) => index % 2 === 0),
    names: rest.filter((_segment, index) => index % 2 === 1),
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
