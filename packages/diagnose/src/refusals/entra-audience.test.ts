import { describe, expect, it } from 'vitest'
import { explainText } from '../index.ts'

const curesOf = (audience: string) =>
  explainText(
    `AADSTS7002121: No matching federated identity record found for presented assertion audience '${audience}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.`,
  ).findings[0]?.cures.join('\n') ?? ''

const GUID = 'fb60f99c-7a34-4190-8149-302f77469936'

describe('the cures of an audience that no credential has, in a token of Entra', () => {
  it('say what the GUID stands for where the token has it, and speak of it nowhere else', () => {
    expect(curesOf(GUID)).toMatch(/credential the audience `api:\/\/AzureADTokenExchange`.*GUID/)
    expect(curesOf(GUID.toUpperCase())).toContain(GUID)
    for (const audience of ['api://AzureADTokenExchange', 'api://other']) expect(curesOf(audience)).not.toContain(GUID)
  })

  it('are to change the credential where the token has the name of the exchange', () => {
    expect(curesOf('api://AzureADTokenExchangeUSGov')).toMatch(
      /credential the audience `api:\/\/AzureADTokenExchangeUSGov`/,
    )
    expect(curesOf('api://AzureADTokenExchangeUSGov')).toContain('cloud')
    expect(curesOf('api://AzureADTokenExchange')).not.toContain('cloud')
  })

  it('are to ask for another token where it was made for something else', () => {
    expect(curesOf('api://other')).toMatch(/^Ask for the token with the audience of the exchange/)
  })

  it('are to compare where the text names no audience', () => {
    const [finding] = explainText('AADSTS7002121: The audience does not match.').findings
    expect(finding?.cures).toEqual([expect.stringContaining('az ad app federated-credential list')])
  })
})
