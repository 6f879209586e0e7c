import type { ServiceConnection } from '../../directory/service-connections.ts'
import type { AwsSettings } from '../../ground/aws-settings.ts'
import { type Answer, type TestServices, testKeys, testServices } from '../../lab/test-services.ts'

// What the tests of AWS' token service share.

export const keys = testKeys()
export const STS = 'https://sts.amazonaws.com/'
export const ROLE = 'arn:aws:iam::123456789012:role/team/deploy'

export interface Lab {
  readonly services: TestServices
  readonly connection: ServiceConnection
  readonly token: string
  assume(changes?: Readonly<Record<string, string | null>>, url?: string): Promise<Answer>
}

/** A lab with a connection whose ID tokens AWS is shown. */
export async function lab(aws?: AwsSettings, issuer: 'entra' | 'ado' = 'ado'): Promise<Lab> {
  const services = testServices({ keys, settings: aws ? { aws } : {} })
  const connection = services.provisionConnection('aws', { issuer })
  const token = (await services.issuer.issue(connection, null)).compact
  const assume: Lab['assume'] = (changes = {}, url = STS) =>
    services.send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: formOf(token, changes),
    })
  return { services, connection, token, assume }
}

export function formOf(token: string, changes: Readonly<Record<string, string | null>>): string {
  const fields = {
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: ROLE,
    RoleSessionName: 'pipeline',
    WebIdentityToken: token,
    ...changes,
  }
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== null)
  return new URLSearchParams(given).toString()
}

/** The text of an element of an answer. */
export function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''
}
