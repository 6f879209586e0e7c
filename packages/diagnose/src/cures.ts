import type { AssertionIssuer } from './assertion-issuer.ts'
import type { AssertionTimes } from './assertion-times.ts'
import { findSuccessor, type Mechanism, type MechanismName } from './mechanisms.ts'
import { sayMoment } from './moment.ts'
import type { SeenToken } from './seen-tokens.ts'

/** What one cure costs: 1 nothing but another run, 2 a setting, 3 a search, 4 a change of the pipeline, 5 other people's time. */
interface Cure {
  readonly cost: 1 | 2 | 3 | 4 | 5
  readonly text: string
}

/** What the cures depend on. */
export interface CureContext {
  readonly times: AssertionTimes
  readonly issuer: AssertionIssuer
  readonly mechanisms: readonly Mechanism[]
  readonly seen: readonly SeenToken[]
}

const GUARD: Cure = {
  cost: 4,
  text: 'Guard the step: `mintwell inspect --env idToken --min-remaining 30m` fails in its first second, with the reason, and not after the work is done.',
}
const EXCHANGE_EARLY: Cure = {
  cost: 4,
  text: 'Trade the ID token for an access token at once and pass that on: it lives for an hour or more from then.',
}
const SUPPORT: Cure = {
  cost: 5,
  text: 'Report it to Azure DevOps support with the nbf and exp of several runs (this text has some): the service re-issues the token, the task only passes it on.',
}
const TAKE_LATE: Cure = { cost: 4, text: 'Take the token in the step that exchanges it, right before.' }

/** Cures that do not depend on the case. */
const BY_MECHANISM: Readonly<Record<Exclude<MechanismName, 'held-too-long' | 'echo'>, readonly Cure[]>> = {
  'late-bound': [
    {
      cost: 2,
      text: 'Set the job variable `DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN: false`, so that the task asks for a token of its own.',
    },
    {
      cost: 3,
      text: 'Look for a step, template or decorator before it that writes `##vso[task.setendpoint …;field=authParameter;key=idToken]`, and take it out or renew what it writes.',
    },
    {
      cost: 4,
      text: 'Ask in the step itself: POST to $SYSTEM_OIDCREQUESTURI with `?api-version=7.1&serviceConnectionId=…` and the mapped System.AccessToken.',
    },
  ],
  'clock-skew': [
    {
      cost: 2,
      text: 'Set the clock of the machine that made the assertion: `timedatectl set-ntp true`, `w32tm /resync`; a virtual machine or container that slept is a common cause.',
    },
    { cost: 3, text: 'Check that its times are written in UTC: a local time taken for UTC is off by whole hours.' },
  ],
}

const HELD: Readonly<Record<AssertionIssuer, readonly Cure[]>> = {
  'azure-devops': [
    {
      cost: 2,
      text: 'For `az` in a long script set `keepAzSessionActive: true` (it logs in again every 8 min; `$idToken` stays the old one).',
    },
    {
      cost: 4,
      text: 'Move the exchange to the start of the step that takes the token, or take the token (an AzureCLI step) right before the exchange.',
    },
    EXCHANGE_EARLY,
    { cost: 4, text: 'For Terraform let the provider ask: TerraformTask@5, or ARM_OIDC_REQUEST_URL and its token.' },
    GUARD,
  ],
  github: [
    { cost: 2, text: 'Run azure/login again right before the command that failed; each run takes a new token.' },
    {
      cost: 4,
      text: 'Have all access tokens that the job needs fetched in its first 5 min (`az account get-access-token --scope …` for each resource).',
    },
    {
      cost: 4,
      text: 'Ask in the step itself: GET $ACTIONS_ID_TOKEN_REQUEST_URL with the audience, right before the exchange.',
    },
  ],
  kubernetes: [
    { cost: 1, text: 'Restart the pod: it then reads the token file that the kubelet has renewed.' },
    {
      cost: 3,
      text: 'Check that the file is renewed: `stat $AZURE_FEDERATED_TOKEN_FILE`. If not, look at the kubelet and the projected volume of the pod.',
    },
    {
      cost: 4,
      text: 'Read the projected token file again for each exchange (the kubelet renews it at 80 % of its life): a current Azure SDK does.',
    },
  ],
  entra: [TAKE_LATE, EXCHANGE_EARLY, GUARD],
  unknown: [{ cost: 4, text: 'Take a new token right before the exchange.' }, EXCHANGE_EARLY, GUARD],
}

/** What to do for the mechanisms found, the cheapest first, none twice. */
export function curesFor(context: CureContext): readonly string[] {
  const { mechanisms, issuer } = context
  if (mechanisms.length === 0) return unexplained(context)
  const cures = mechanisms.flatMap(({ name }) => {
    if (name === 'echo') return echoCures(context)
    return name === 'held-too-long' ? HELD[issuer] : BY_MECHANISM[name]
  })
  return [...new Set(cures.toSorted((a, b) => a.cost - b.cost).map(({ text }) => text))]
}

function unexplained({ times }: CureContext): readonly string[] {
  return times.lateBySeconds !== null && times.lateBySeconds < 0
    ? ['Run it again, and look at the whole answer: by the times in it the assertion was good when it was refused.']
    : [
        'Give the whole error: without its three times (current time, valid from, expiry) nobody can say why it was refused.',
      ]
}

function echoCures(context: CureContext): readonly Cure[] {
  const { times, mechanisms } = context
  const next = findSuccessor(context)
  const good = next?.expiresAt ? `; the next one is good until ${sayMoment(next.expiresAt)}` : ''
  const clock =
    times.expiresAt === null ? '' : ` (about ${new Date(times.expiresAt).toISOString().slice(11, 16)} UTC here)`
  const asked =
    next && times.presentedAt !== null && next.mintedAt <= times.presentedAt
      ? ` At ${sayMoment(times.presentedAt)} the service had a new one, so asking then would have been enough.`
      : ''
  const isOpen = mechanisms.some(({ name, certainty }) => name === 'echo' && certainty === 'possible')
  return [
    {
      cost: 1,
      text: `Run the job again: the refused token has ended, so the service has to give out a new one${good}.`,
    },
    {
      cost: 2,
      text: `Start the schedule a quarter of an hour after the time of day at which the token changes${clock}, not before it, until it is cured.`,
    },
    { cost: 4, text: `${TAKE_LATE.text}${asked} Even a re-issued token is then still good when it is used.` },
    GUARD,
    EXCHANGE_EARLY,
    ...(isOpen ? [] : [SUPPORT]),
  ]
}

/** The experiment that tells an echo from a late-bound token and from one that was kept, where a text cannot. */
export const experiment: readonly string[] = [
  'In one step with addSpnToEnvironment write down fingerprint, nbf and exp of $idToken (`mintwell inspect --env idToken`), then those of two answers to a direct POST to $SYSTEM_OIDCREQUESTURI, 30 s apart.',
  '$idToken differs from both answers and is older than the task: late-bound.',
  'All three are equal, and Entra issued them: echo.',
  '$idToken differs, and the two answers are equal: both at once.',
  'All three differ and are new: every request mints, and the token was kept too long.',
]
