import type { CheckResult } from '../check/check.ts'
import { notChecked, passed, warning } from '../check/check.ts'
import type { Facts } from '../facts/facts.ts'
import { privateChains } from './private-chains.ts'

/** Who reads which variable, and what it says where an authority is missing. The order is that of the message. */
const READERS: readonly { readonly variables: readonly string[]; readonly programs: string; readonly fails: string }[] =
  [
    { variables: ['NODE_EXTRA_CA_CERTS'], programs: 'Node', fails: 'SELF_SIGNED_CERT_IN_CHAIN' },
    { variables: ['REQUESTS_CA_BUNDLE'], programs: 'az and Python', fails: 'CERTIFICATE_VERIFY_FAILED' },
    {
      variables: ['SSL_CERT_FILE', 'SSL_CERT_DIR'],
      programs: 'Terraform and other Go programs, .NET on Linux',
      fails: 'x509: certificate signed by unknown authority',
    },
    { variables: ['CURL_CA_BUNDLE', 'SSL_CERT_FILE'], programs: 'curl', fails: 'curl: (60)' },
  ]

/** Where most systems keep their own authorities: a variable that names it tells a program of no other one. */
const SYSTEM_STORE = '/etc/ssl/certs'

/** Where a private authority signs, whether every kind of program of the step is told of it. */
export function authorities(facts: Facts): CheckResult {
  const id = 'authorities'
  const { env } = facts
  if (/^true$/i.test(env.AGENT_SKIPCERTVALIDATION ?? ''))
    return warning(
      id,
      'The agent does not check certificates (AGENT_SKIPCERTVALIDATION): anyone in between can read its tokens.',
      'Configure the agent with the authority instead: --sslcacert FILE',
    )
  const read = facts.services.filter(({ chain }) => chain !== null)
  if (read.length === 0) return notChecked(id, 'which programs have the authorities: no TLS connection could be opened')
  if (privateChains(facts).length === 0) return passed(id, 'no private authority has to be known')
  const missing = READERS.filter(({ variables }) => !variables.some((name) => env[name] && env[name] !== SYSTEM_STORE))
  if (missing.length === 0) return passed(id, 'all kinds of programs are configured with the private authority')
  const list = missing.map(
    ({ programs, variables, fails }) => `${programs} by ${variables.join(' or ')} (else ${fails})`,
  )
  const agent = env.AGENT_CAINFO ? `, for example to ${env.AGENT_CAINFO.slice(0, 200)}, the agent's own` : ''
  return warning(
    id,
    `A private authority signs, and these are not told of it: ${list.join('; ')}. Unless the machine's own store has it, they fail.`,
    `Set ${missing.map(({ variables }) => variables[0]).join(', ')} to a file with the authority${agent}.`,
  )
}
