import { parseArgs } from 'node:util'
import {
  type ClientError,
  type Credential,
  DEFAULT_MAX_WAIT_MS,
  defaultForm,
  detectSource,
  fits,
  formatCredential,
  type Held,
  type OutputForm,
  outputForms,
  secretsOf,
} from '@mintwell/client'
import { formatDuration } from '@mintwell/clock'
import { provideHelp, provideOptions, readFreshness, readSourceChoice } from '../provide/arguments.ts'
import { exchangeTargets, isTarget } from '../provide/exchange-targets.ts'
import type { ProvidePorts } from '../provide/provide-ports.ts'
import { writeSecret } from '../provide/secret-output.ts'
import { withProvidePorts, withTokens } from '../provide/take-once.ts'
import { type Io, UsageError, type Verb } from '../verb.ts'

const usage =
  'mintwell exchange --to entra|aws|rfc8693 [--scope SCOPE | --resource URI] [--role-arn ARN] [--token-url URL] [--output FORM] [options]'

/** `mintwell exchange`: trades a fresh ID token for a credential, as the tool that asks for it reads it. */
export const exchange: Verb = {
  name: 'exchange',
  usage,
  help: `Takes a fresh ID token, trades it, and prints the credential as tools read it. A refusal comes with what it means and what to do.

Usage: ${usage}

Where to
  --to SERVICE          entra, aws or rfc8693: a token service that follows RFC 8693

With --to entra
  --scope SCOPE, --resource URI   what the access token is for, by one of the two (default: --resource https://management.azure.com/)
  --client-id ID, --tenant-id ID  the identity, where neither the environment nor the connection names it

With --to aws
  --role-arn ARN        the role
  --region NAME         the region whose STS is called
  --session-name NAME   the name that CloudTrail shows
  --duration D          how long the credentials last (default: what STS gives)

With --to rfc8693
  --token-url URL       where the token service is
  --target-audience AUD, --resource URI, --scope SCOPE   what the token is for
  --subject-token-type URN, --requested-token-type URN   what kind is traded, and for what kind
  --client-id ID        the client that asks

Output: the credential, which is a secret; it is registered as one with the CI first
  --output azure        as az account get-access-token does (entra's default)
  --output aws          as the AWS CLI's credential_process expects it (aws' default)
  --output env          lines NAME=VALUE
  --output json         the fields there are (rfc8693's default)
  -o, --file FILE       into a new file, 0600, instead of stdout
  --log stdout          our own lines on standard output (default: standard error)

${provideHelp}

Exit code: 0 done; 1 no token could be obtained, or the exchange was refused; 2 wrong use; 130 interrupted.
`,
  async run(argv, io) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        ...provideOptions,
        to: { type: 'string' },
        scope: { type: 'string' },
        resource: { type: 'string' },
        'role-arn': { type: 'string' },
        region: { type: 'string' },
        'session-name': { type: 'string' },
        duration: { type: 'string' },
        'token-url': { type: 'string' },
        'target-audience': { type: 'string' },
        'subject-token-type': { type: 'string' },
        'requested-token-type': { type: 'string' },
        output: { type: 'string' },
        file: { type: 'string', short: 'o' },
      },
    })
    if (!isTarget(values.to))
      throw new UsageError(
        `--to takes ${Object.keys(exchangeTargets).join(', ')}${values.to ? `, not '${values.to.slice(0, 40)}'` : ''}`,
      )
    const kind = values.to
    const form = readForm(values.output, kind)
    return withProvidePorts(io, values.log, async (ports) => {
      const { credential, context } = await trade(kind, values, io, ports)
      writeSecret(formatCredential(credential, form, context), secretsOf(credential), values.file, io, ports.log)
      return 0
    })
  },
}

function readForm(text: string | undefined, kind: Credential['kind']): OutputForm {
  if (text === undefined) return defaultForm(kind)
  const form = outputForms.find((each) => each === text)
  if (!form) throw new UsageError(`--output takes ${outputForms.join(', ')}, not '${text.slice(0, 40)}'`)
  if (!fits(kind, form)) throw new UsageError(`--output ${form} is not a form of what --to ${kind} gives`)
  return form
}

async function trade(
  kind: Credential['kind'],
  values: Readonly<Record<string, string | boolean | undefined>>,
  io: Io,
  ports: ProvidePorts,
): Promise<{
  readonly credential: Credential
  readonly context: { readonly tenantId?: string; readonly subscriptionId?: string }
}> {
  const source = detectSource(io.env, readSourceChoice(values), ports)
  const freshness = readFreshness(values)
  const options = { ...freshness, onToken: (held: Held) => ports.log.mask(held.token) }
  return withTokens(source, options, io, ports, (tokens) => {
    const patience = {
      clock: ports.clock,
      random: Math.random,
      signal: io.signal,
      onRetry: (error: ClientError, retryAt: number) =>
        ports.log.warning(`${error.message} Asking again in ${formatDuration(retryAt - ports.clock.now())}.`),
    }
    const maxWait = freshness.maxWait ?? DEFAULT_MAX_WAIT_MS
    return exchangeTargets[kind]({ values, env: io.env, http: ports.http, source, tokens, maxWait, patience })
  })
}
