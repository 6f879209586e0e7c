import { describe, expect, it } from 'vitest'
import { testServices } from '../../lab/test-services.ts'
import { cloudMetadata } from './metadata.ts'

const URL_OF_METADATA = 'https://management.azure.com/metadata/endpoints'

describe('the metadata of the cloud', () => {
  // parity: arm-metadata
  it('have three forms, of which the last writes the login endpoint without a slash', () => {
    expect(cloudMetadata('2015-01-01')).toMatchObject({
      galleryEndpoint: 'https://gallery.azure.com/',
      authentication: { loginEndpoint: 'https://login.microsoftonline.com/' },
    })
    expect(cloudMetadata('2019-05-01')).toMatchObject([
      {
        name: 'AzureCloud',
        resourceManager: 'https://management.azure.com/',
        authentication: {
          loginEndpoint: 'https://login.microsoftonline.com/',
          audiences: ['https://management.core.windows.net/', 'https://management.azure.com/'],
          identityProvider: 'AAD',
          tenant: 'common',
        },
        suffixes: { storage: 'core.windows.net', keyVaultDns: 'vault.azure.net' },
      },
    ])
    expect(cloudMetadata('2022-09-01')).toMatchObject({
      name: 'AzureCloud',
      microsoftGraphResourceId: 'https://graph.microsoft.com/',
      authentication: { loginEndpoint: 'https://login.microsoftonline.com' },
    })
  })

  it('keep the form of a version until the next one', () => {
    expect(cloudMetadata('2018-01-01')).toEqual(cloudMetadata('1.0'))
    expect(cloudMetadata('2020-06-01')).toEqual(cloudMetadata('2019-05-01'))
    expect(cloudMetadata('2025-01-01')).toEqual(cloudMetadata('2022-09-01'))
  })

  it('are given to everybody, with the date of the lab’s clock', async () => {
    const answer = await testServices().send(`${URL_OF_METADATA}?api-version=2022-09-01`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('date')).toBe('Mon, 20 Apr 2026 01:04:56 GMT')
  })

  it.each([
    ['', 'MissingApiVersionParameter'],
    ['?api-version=', 'MissingApiVersionParameter'],
    ['?api-version=latest', 'InvalidApiVersionParameter'],
  ])('are refused with 400 for the query %s', async (query, code) => {
    const answer = await testServices().send(`${URL_OF_METADATA}${query}`)
    expect(answer).toMatchObject({ status: 400, json: { error: { code } } })
  })
})
