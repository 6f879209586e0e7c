import { defineFault } from './fault.ts'

export const wrongAudience = defineFault({
  name: 'wrong-audience',
  summary: 'ID tokens are for another audience than the federated identity credential expects',
  inCloud:
    'A credential of another cloud, or a token that was asked for with an audience of its own: AADSTS700212 or AADSTS7002121',
  parameters: {
    audience: { kind: 'text', default: 'api://AzureADTokenExchangeUSGov', summary: 'the tokens’ aud' },
  },
  create({ audience }) {
    return { changeClaims: (claims) => ({ ...claims, aud: audience }) }
  },
})
