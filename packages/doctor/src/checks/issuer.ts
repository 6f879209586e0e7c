import { formatDuration, type Instant } from '@mintwell/clock'
import type { CheckResult } from '../check/check.ts'
import { notChecked, note, passed, warning } from '../check/check.ts'
import type { Facts } from '../facts/facts.ts'

/** Azure DevOps' own issuer retires (Azure DevOps documentation, "Convert service connections to the Entra issuer"). */
const RETIRES: Instant = Date.UTC(2027, 6, 1)
/** Half a year: conversions of many trusts take a while. */
const SOON_MS = 180 * 86_400_000
const CONVERT =
  'Convert the service connection to the Entra issuer, and first what trusts the old one: issuer, subject and audience change.'

/** Who issues the tokens, and whether that issuer is to go. */
export function issuer({ token, now }: Facts): CheckResult {
  const id = 'issuer'
  if (token === undefined) return notChecked(id, 'the issuer: there is no token to look at')
  if (token.issuerKind !== 'azure-devops') {
    const name = {
      entra: 'Microsoft Entra',
      github: 'GitHub',
      gitlab: 'GitLab',
      kubernetes: 'Kubernetes',
      other: token.issuer ?? 'none',
    }
    return passed(id, `the issuer is ${name[token.issuerKind]}`)
  }
  const left = RETIRES - now
  if (left <= 0) return warning(id, `The issuer is Azure DevOps' own, which retired on 2027-07-01.`, CONVERT)
  const message = `The issuer is Azure DevOps' own, which retires on 2027-07-01, in ${formatDuration(left).split(' ').slice(0, 2).join(' ').replace(/ d$/, ' days')}.`
  return left < SOON_MS ? warning(id, message, CONVERT) : note(id, message, CONVERT)
}
