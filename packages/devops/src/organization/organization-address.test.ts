import { describe, expect, it } from 'vitest'
import { organizationAddress } from './organization-address.ts'

describe('the address of an organization', () => {
  it.each([
    ['contoso', 'contoso', 'https://dev.azure.com/contoso'],
    ['https://dev.azure.com/contoso/', 'contoso', 'https://dev.azure.com/contoso'],
    [
      'https://dev.azure.com/contoso/Shop/_settings/adminservices?resourceId=1',
      'contoso',
      'https://dev.azure.com/contoso',
    ],
    ['https://contoso.visualstudio.com', 'contoso', 'https://contoso.visualstudio.com'],
    [
      'https://ado.example/tfs/Default%20Collection',
      'Default Collection',
      'https://ado.example/tfs/Default%20Collection',
    ],
    ['http://127.0.0.1:8080/lab', 'lab', 'http://127.0.0.1:8080/lab'],
  ])('is read from %s', (text, name, url) => {
    expect(organizationAddress(text)).toEqual({ name, url })
  })

  it.each([
    '',
    '../x',
    'http://dev.azure.com/contoso',
    'https://user:p@dev.azure.com/contoso',
    'https://ado.example/tfs?x=1',
    'https://dev.azure.com',
    'ftp://dev.azure.com/contoso',
  ])('is refused where it is none or the token would not be safe there: %j', (text) => {
    expect(() => organizationAddress(text)).toThrow(expect.objectContaining({ code: 'ERR_DEVOPS_ORGANIZATION' }))
  })
})
