import { parseInstant } from '@mintwell/clock'
import { type CertificateCredential, certificateCredential } from '../../directory/certificate-credentials.ts'
import { LabError } from '../../ground/errors.ts'
import { isGuid } from '../../ground/guid.ts'
import { randomGuid } from '../../ground/random-guid.ts'
import { fail, graphErrors } from './graph-error.ts'
import { type GraphBody, isObject } from './handler.ts'
import type { GraphPorts } from './ports.ts'
import type { GraphObject } from './query.ts'

/**
 * Reads `keyCredentials`, the certificates with which an application shows who it is; a list replaces the one before. One that was registered before is
 * named by its `keyId` and need not bring its `key` again, which Graph does not show (Microsoft Learn, keyCredential resource type). Fails with 400.
 */
export function readKeyCredentials(
  ports: GraphPorts,
  value: unknown,
  present: readonly CertificateCredential[],
): readonly CertificateCredential[] {
  if (!Array.isArray(value)) return refuse()
  return value.map((entry: unknown) => {
    if (!isObject(entry)) return refuse()
    const known = present.find(({ keyId }) => keyId === entry.keyId)
    if (entry.key === undefined || entry.key === null) return known ?? refuse()
    return readCertificate(ports, entry)
  })
}

/** A certificate as Graph shows it: with its key only where one asks for it. */
export function describeKeyCredential(credential: CertificateCredential, withKey: boolean): GraphObject {
  return {
    customKeyIdentifier: credential.thumbprint,
    displayName: credential.displayName,
    endDateTime: timeText(credential.endsAt),
    key: withKey ? credential.certificate : null,
    keyId: credential.keyId,
    startDateTime: timeText(credential.startsAt),
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
  }
}

/** The credential is good while the certificate is, or for a shorter time that one gives. az writes its base64 in lines. */
function readCertificate(ports: GraphPorts, entry: GraphBody): CertificateCredential {
  const { key, type, usage, displayName } = entry
  if (typeof key !== 'string' || type !== 'AsymmetricX509Cert' || usage !== 'Verify') return refuse()
  const keyId = typeof entry.keyId === 'string' && isGuid(entry.keyId) ? entry.keyId : randomGuid(ports.random)
  const credential = parse(key.replace(/\s/g, ''), {
    keyId,
    ...(typeof displayName === 'string' ? { displayName } : {}),
  })
  const startsAt = Math.max(credential.startsAt, readTime(entry.startDateTime) ?? credential.startsAt)
  const endsAt = Math.min(credential.endsAt, readTime(entry.endDateTime) ?? credential.endsAt)
  return endsAt > startsAt ? { ...credential, startsAt, endsAt } : refuse()
}

function parse(certificate: string, about: Parameters<typeof certificateCredential>[1]): CertificateCredential {
  try {
    return certificateCredential(certificate, about)
  } catch (error) {
    if (error instanceof LabError) return refuse()
    throw error
  }
}

function readTime(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined
  return (typeof value === 'string' ? parseInstant(value) : undefined) ?? refuse()
}

function timeText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}

function refuse(): never {
  return fail(graphErrors.invalidValue('keyCredentials', 'Application'))
}
