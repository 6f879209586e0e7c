import type { AssertionIssuer } from './assertion-issuer.ts'
import type { AssertionTimes } from './assertion-times.ts'
import { findSuccessor, type Mechanism, type MechanismName } from './mechanisms.ts'
import { sayMoment } from './moment.ts'
import type { SeenToken } from './seen-tokens.ts'

/** What the cures depend on. */
export interface CureContext {
  readonly times: AssertionTimes
  readonly issuer: AssertionIssuer
  readonly mechanisms: readonly Mechanism[]
  readonly seen: readonly SeenToken[]
}

const GUARD =
  'Guard the step: `mintwell inspect --env idToken --min-remaining 30m` fails in its first second, with the reason, and not after the work is done.'
const EXCHANGE_EARLY =
  'Trade the ID token for an access token at once and pass that on: it lives for an hour or more from then.'
const SUPPORT =
  'Report it to Azure DevOps support with the nbf and exp of several runs (this text has some): the token is re-issued by the service, the task only passes it on.'

/** Cures that do not depend on the case, cheapest first. */
const BY_MECHANISM: Readonly<Record<Exclude<MechanismName, 'held-too-long' | 'echo'>, readonly string[]>> = {
  'late-bound': [
    'Set the job variable `DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN: false`, so that the task asks for a token of its own.',
    'Look for a step, template or decorator before it that writes `##vso[task.setendpoint …;field=authParameter;key=idToken]`, and take it out or renew what it writes.',
    'Ask in the step itself: POST to $SYSTEM_OIDCREQUESTURI with `?api-version=7.1&serviceConnectionId=…` and the mapped System.AccessToken.',
  ],
  'clock-skew': [
    'Set the clock of the machine that made the assertion: `timedatectl set-ntp true`, `w32tm /resync`; a virtual machine or container that slept is a common cause.',
    'Check that its times are written in UTC: a local time taken for UTC is off by whole hours.',
  ],
}

const HELD: Readonly<Record<AssertionIssuer, readonly string[]>> = {
  'azure-devops': [
    'Move the exchange to the start of the step that takes the token, or take the token (an AzureCLI step) right before the exchange.',
    EXCHANGE_EARLY,
    'For `az` in a long script set `keepAzSessionActive: true` (it logs in again every 8 min; `$idToken` stays the old one). For Terraform let the provider ask: TerraformTask@5, or ARM_OIDC_REQUEST_URL and its token.',
    GUARD,
  ],
  github: [
    'Run azure/login again right before the command that failed; each run takes a new token.',
    'Have all access tokens that the job needs fetched in its first 5 min (`az account get-access-token --scope …` for each resource).',
    'Ask in the step itself: GET $ACTIONS_ID_TOKEN_REQUEST_URL with the audience, right before the exchange.',
  ],
  kubernetes: [
    'Restart the pod: it then reads the token file that the kubelet has renewed.',
    'Read the projected token file again for each exchange (the kubelet renews it at 80 % of its life): a current Azure SDK does.',
    'Check that the file is renewed: `stat $AZURE_FEDERATED_TOKEN_FILE`. If not, look at the kubelet and the pod’s projected volume.',
  ],
  entra: ['Take the token in the step that exchanges it, right before.', EXCHANGE_EARLY, GUARD],
  unknown: ['Take a new token right before the exchange.', EXCHANGE_EARLY, GUARD],
}

/** What to do, cheapest first, for the mechanisms found; the surest mechanism's cures come first, none twice. */
export function curesFor(context: CureContext): readonly string[] {
  const { mechanisms, issuer } = context
  if (mechanisms.length === 0) return unexplained(context)
  const cures = mechanisms.flatMap(({ name }) => {
    if (name === 'echo') return echoCures(context)
    return name === 'held-too-long' ? HELD[issuer] : BY_MECHANISM[name]
  })
  return [...new Set(cures)]
}

function unexplained({ times }: CureContext): readonly string[] {
  return times.lateBySeconds !== null && times.lateBySeconds < 0
    ? ['Run it again, and look at the whole answer: by the times in it the assertion was good when it was refused.']
    : [
        'Give the whole error: without its three times (current time, valid from, expiry) nobody can say why it was refused.',
      ]
}

function echoCures(context: CureContext): readonly string[] {
  const { times } = context
  const next = findSuccessor(context)
  const sure = context.mechanisms.find(({ name }) => name === 'echo')?.certainty !== 'possible'
  const end = times.expiresAt
  const good = next?.expiresAt ? `; the next one is good until ${sayMoment(next.expiresAt)}` : ''
  const asked = next && times.presentedAt !== null && next.mintedAt <= times.presentedAt
  const clock = end === null ? '' : ` (about ${new Date(end).toISOString().slice(11, 16)} UTC here)`
  return [
    `Run the job again: the refused token has ended, so the service has to give out a new one${good}.`,
    `Start the schedule a quarter of an hour after the time of day at which the token changes${clock}, not before it, until it is cured.`,
    `Take the token in the step that exchanges it, right before.${
      asked
        ? ` At ${sayMoment(times.presentedAt as number)} the service had a new one, so asking then would have been enough.`
        : ''
    } Even a re-issued token is then still good when it is used.`,
    GUARD,
    EXCHANGE_EARLY,
    ...(sure ? [SUPPORT] : []),
  ]
}

/** The experiment that tells an echo from a late-bound token and from one that was kept, where a text cannot. */
export const experiment: readonly string[] = [
  'In one step with addSpnToEnvironment and System.Debug: true, write down SHA-256, nbf and exp of $idToken (`mintwell inspect --env idToken`),',
  'then those of two answers to a direct POST to $SYSTEM_OIDCREQUESTURI, 30 s apart.',
  '$idToken differs from the answers and is older than the task: late-bound. All three equal, issued by Entra: echo.',
  '$idToken differs, and the two answers are equal: both. All three differ and are new: every request mints, and the token was kept too long.',
]
