import { defineFault } from './fault.ts'

export const keysUnreachable = defineFault({
  name: 'keys-unreachable',
  summary: 'Entra cannot read the issuers’ discovery document and keys',
  inCloud: 'The issuer is behind a firewall, its certificate is not trusted, or it is down: Entra answers AADSTS501661',
  parameters: {
    status: { kind: 'number', default: '503', summary: 'what the issuer answers with' },
  },
  create({ status }) {
    return { answerDocument: () => ({ status, body: '' }) }
  },
})
