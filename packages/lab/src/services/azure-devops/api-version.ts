import { previewVersionNotSupplied, type ServiceError, versionInvalid, versionOutOfRange } from './service-error.ts'

/** What versions of a resource the service takes. */
export interface VersionRange {
  /** The newest version, in preview. */
  readonly newest: string
  /** The newest version that is taken without `-preview`. */
  readonly released: string
  /** The newest revision of the preview. */
  readonly revision: number
}

const VERSION = /^(\d{1,3}\.\d{1,3})(-preview(?:\.(\d{1,3}))?)?$/i

/** The version that a request asks for: `api-version` in the query, or in `Accept` as azure-devops-node-api has it. */
export function requestedVersion(
  { searchParams }: Pick<URL, 'searchParams'>,
  accept: string | null,
): string | undefined {
  const inQuery = searchParams.get('api-version')
  return inQuery || /;\s*api-version=([^;,\s]+)/i.exec(accept ?? '')?.[1]
}

/** Checks a version; a request may leave it out. */
export function checkVersion(version: string | undefined, range: VersionRange): ServiceError | undefined {
  if (version === undefined) return undefined
  const [, number, preview, revision] = VERSION.exec(version) ?? []
  if (number === undefined) return versionInvalid(version)
  if (compare(number, range.newest) > 0) return versionOutOfRange(version, range.newest)
  if (preview === undefined) return compare(number, range.released) > 0 ? previewVersionNotSupplied(version) : undefined
  if (number === range.newest && Number(revision ?? 1) > range.revision) return versionOutOfRange(version, range.newest)
  return undefined
}

function compare(left: string, right: string): number {
  if (left === right) return 0
  const [leftMajor = 0, leftMinor = 0] = left.split('.').map(Number)
  const [rightMajor = 0, rightMinor = 0] = right.split('.').map(Number)
  return leftMajor - rightMajor || leftMinor - rightMinor
}
