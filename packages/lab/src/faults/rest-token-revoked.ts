import { defineFault } from './fault.ts'

const SIGN_IN = {
  status: 203,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: '<!DOCTYPE html>\n<html lang="en"><head><title>Azure DevOps Services | Sign In</title></head><body></body></html>\n',
}

/** A sign-in page with 203 is what the service answers to a token that it no longer accepts (public captures: azure-devops-node-api and azure-cli issues). */
export const restTokenRevoked = defineFault({
  name: 'rest-token-revoked',
  summary: 'The REST API of Azure DevOps answers with its sign-in page and 203, whatever the token',
  inCloud: 'A personal access token was revoked, or has expired, while a program still uses it',
  parameters: {
    after: { kind: 'number', default: '0', summary: 'how many requests are still answered' },
  },
  create({ after }) {
    let asked = 0
    return {
      interveneRest() {
        asked += 1
        if (asked <= after) return undefined
        return { answer: SIGN_IN }
      },
    }
  },
})
