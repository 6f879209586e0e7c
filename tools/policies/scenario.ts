/** Instants and durations are milliseconds; a scenario begins at 0. */
export interface IdToken {
  readonly mintedAt: number
  readonly expiresAt: number
}

/** A world in which policies are compared: the same for all. */
export interface Scenario {
  readonly title: string
  readonly lengthMs: number
  readonly idTokenLifetimeMs: number
  readonly accessTokenLifetimeMs: number
  readonly callEveryMs: number
  /** When the issuer of ID tokens does not answer. */
  readonly outages: readonly { readonly from: number; readonly to: number }[]
}

const MINUTE = 60_000
const HOUR = 3_600_000

const common = {
  lengthMs: 3 * HOUR,
  idTokenLifetimeMs: 10 * MINUTE,
  accessTokenLifetimeMs: HOUR,
  callEveryMs: 7 * MINUTE,
}

/** Three hours with the ten-minute tokens of Azure DevOps: without trouble, and with an issuer that is down for four minutes, five times. */
export const scenarios: readonly Scenario[] = [
  { ...common, title: 'A healthy issuer', outages: [] },
  {
    ...common,
    title: 'The issuer is down for 4 minutes, five times',
    outages: [18, 53, 88, 123, 158].map((minute) => ({ from: minute * MINUTE, to: (minute + 4) * MINUTE })),
  },
]

/** Asks the issuer; undefined where it does not answer. Each call counts as a request. */
export type Ask = () => IdToken | undefined

/** What keeps a token by some rule. */
export interface Holder {
  /** Once a second, for rules that act by themselves. */
  tick?(now: number, ask: Ask): void
  /** The token that a call is made with; undefined where the rule gives none. */
  take(now: number, ask: Ask): IdToken | undefined
}

/** A rule for refreshing, and where it is from. */
export interface Policy {
  readonly name: string
  readonly rule: string
  readonly source: string
  /** Whether the ID token is had for this step alone. */
  create(random: () => number): Holder
}

/** What came of a policy in a scenario. */
export interface Outcome {
  readonly policy: Policy
  readonly requests: readonly number[]
  /** A call every seven minutes to a resource that it has no access token for yet: an exchange each. */
  readonly calls: readonly { readonly at: number; readonly left: number | undefined }[]
  /** The exchanges of a step that calls one resource all the time, and keeps its access token until five minutes before its end. */
  readonly renewals: readonly { readonly at: number; readonly left: number | undefined }[]
}

/** Runs a policy through a scenario, second by second. Random numbers come from a fixed row, so that the pages repeat. */
export function runPolicy(policy: Policy, scenario: Scenario): Outcome {
  const random = fixedRow(policy.name.length * 7_919)
  const holder = policy.create(random)
  const requests: number[] = []
  const calls: { at: number; left: number | undefined }[] = []
  const renewals: { at: number; left: number | undefined }[] = []
  let accessTokenEnds = Number.NEGATIVE_INFINITY
  for (let now = 0; now < scenario.lengthMs; now += 1_000) {
    const ask: Ask = () => {
      requests.push(now)
      if (scenario.outages.some(({ from, to }) => now >= from && now < to)) return undefined
      return { mintedAt: now, expiresAt: now + scenario.idTokenLifetimeMs }
    }
    holder.tick?.(now, ask)
    if (now % scenario.callEveryMs !== 0) continue
    const token = holder.take(now, ask)
    const left = token && token.expiresAt - now
    calls.push({ at: now, left })
    if (accessTokenEnds - now > 5 * MINUTE) continue
    renewals.push({ at: now, left })
    if (isAccepted(left)) accessTokenEnds = now + scenario.accessTokenLifetimeMs
  }
  return { policy, requests, calls, renewals }
}

/** Whether a token service takes a token with this much left. Entra forgives up to five minutes; who relies on it fails elsewhere, so it is not counted on here. */
export function isAccepted(left: number | undefined): boolean {
  return left !== undefined && left > 0
}

function fixedRow(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1
  return () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }
}
