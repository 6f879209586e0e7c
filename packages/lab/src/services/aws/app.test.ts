import { describe, expect, it } from 'vitest'
import type { TestServices } from '../../lab/test-services.ts'
import { element, formOf, lab, ROLE, STS } from './test-lab.ts'

describe('AssumeRoleWithWebIdentity', () => {
  // parity: aws-assume
  it('gives credentials of the form of real ones, which end on the clock of the lab', async () => {
    const { assume, connection, services } = await lab()
    const answer = await assume()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/xml')
    expect(answer.text).toContain(
      '<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">',
    )
    expect(answer.text).toContain('<AssumeRoleWithWebIdentityResult>\n    <SubjectFromWebIdentityToken>')
    const text = (name: string) => element(answer.text, name)
    expect(text('SubjectFromWebIdentityToken')).toBe(connection.subject)
    expect(text('Audience')).toBe('api://AzureADTokenExchange')
    const host = connection.issuer.replace('https://', '')
    expect(text('Provider')).toBe(`arn:aws:iam::123456789012:oidc-provider/${host}`)
    expect(text('Arn')).toBe('arn:aws:sts::123456789012:assumed-role/deploy/pipeline')
    expect(text('AssumedRoleId')).toMatch(/^AROA[A-Z2-7]{17}:pipeline$/)
    expect(text('AccessKeyId')).toMatch(/^ASIA[A-Z2-7]{16}$/)
    expect(text('SecretAccessKey')).toMatch(/^[A-Za-z0-9+/]{40}$/)
    expect(text('SessionToken').length).toBeGreaterThan(300)
    expect(text('Expiration')).toBe('2026-04-20T02:04:56Z')
    expect(text('RequestId')).toBe(answer.headers.get('x-amzn-requestid'))
    expect(answer.headers.get('date')).toBe('Mon, 20 Apr 2026 01:04:56 GMT')
    expect(services.events.at(-1)).toMatchObject({
      kind: 'exchange',
      service: 'aws',
      status: 200,
      error: null,
      audience: ROLE,
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it('takes a query, every regional host, another partition, and the application id that Entra writes as audience', async () => {
    const { services, token } = await lab(undefined, 'entra')
    const query = formOf(token, { RoleArn: 'arn:aws-cn:iam::123456789012:role/r', DurationSeconds: '900' })
    const answer = await services.send(`https://sts.eu-central-1.amazonaws.com/?${query}`)
    expect(answer.status).toBe(200)
    expect(element(answer.text, 'Audience')).toBe('fb60f99c-7a34-4190-8149-302f77469936')
    expect(element(answer.text, 'Arn')).toBe('arn:aws-cn:sts::123456789012:assumed-role/r/pipeline')
    expect(element(answer.text, 'Expiration')).toBe('2026-04-20T01:19:56Z')
    expect(services.route('sts.cn-north-1.amazonaws.com.cn')).toBe(services.route('sts.amazonaws.com'))
    expect(services.route('s3.amazonaws.com')).toBeUndefined()
    expect(services.route('sts.amazonaws.com.evil.example')).toBeUndefined()
  })
})

describe('GetCallerIdentity', () => {
  const ask = (services: TestServices, headers: Readonly<Record<string, string>>) =>
    services.send(`${STS}?Action=GetCallerIdentity&Version=2011-06-15`, { headers })

  // parity: aws-identity
  it('tells whose the credentials are until they end', async () => {
    const { assume, services } = await lab()
    const { text } = await assume()
    const headers = {
      authorization: `AWS4-HMAC-SHA256 Credential=${element(text, 'AccessKeyId')}/20260420/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=00`,
      'x-amz-security-token': element(text, 'SessionToken'),
    }
    const answer = await ask(services, headers)
    expect(answer.text).toContain('<GetCallerIdentityResult>')
    expect(element(answer.text, 'Arn')).toBe('arn:aws:sts::123456789012:assumed-role/deploy/pipeline')
    expect(element(answer.text, 'Account')).toBe('123456789012')
    expect(element(answer.text, 'UserId')).toBe(element(text, 'AssumedRoleId'))
    const wrong = await ask(services, { ...headers, 'x-amz-security-token': 'x' })
    expect([wrong.status, element(wrong.text, 'Code')]).toEqual([403, 'InvalidClientTokenId'])
    services.clock.advance(3_600_000)
    const late = await ask(services, headers)
    expect([late.status, element(late.text, 'Code')]).toEqual([403, 'ExpiredToken'])
  })

  it('refuses whoever shows no credentials', async () => {
    const answer = await ask((await lab()).services, {})
    expect([answer.status, element(answer.text, 'Code')]).toEqual([403, 'MissingAuthenticationToken'])
  })
})
