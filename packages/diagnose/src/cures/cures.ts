import type { MechanismName } from '../assertion/mechanisms.ts'
import type { Speaker } from '../speakers/speakers.ts'
import type { Cure, CureContext } from './cure.ts'
import { listedCures } from './cure-list.ts'
import { echoCures } from './echo-cures.ts'

/** What to do for the mechanisms found, the cheapest first, none twice. */
export function curesFor(context: CureContext): readonly string[] {
  const { mechanisms } = context
  if (mechanisms.length === 0) return unexplained(context)
  const cures: Cure[] = mechanisms.flatMap(({ name }) =>
    name === 'echo' ? echoCures(context) : listedFor(name, context),
  )
  return [...new Set(cures.toSorted((a, b) => a.cost - b.cost).map(({ text }) => text))]
}

function listedFor(
  mechanism: MechanismName,
  { issuer, speakers }: Pick<CureContext, 'issuer' | 'speakers'>,
): readonly Cure[] {
  const speaks = (some: readonly Speaker[]) => some.some((speaker) => speakers.has(speaker))
  return listedCures.filter(
    (cure) =>
      cure.mechanism === mechanism &&
      (cure.issuers === undefined || cure.issuers.includes(issuer)) &&
      (cure.speakers === undefined || speaks(cure.speakers)) &&
      !speaks(cure.notFor ?? []),
  )
}

function unexplained({ times }: CureContext): readonly string[] {
  return times.lateBySeconds !== null && times.lateBySeconds < 0
    ? ['Run it again, and look at the whole answer: by the times in it the assertion was valid when it was refused.']
    : [
        'Give the whole error: without its three times (current time, valid from, expiry) nobody can say why it was refused.',
      ]
}

/** What to do for an AADSTS700024 whose text has no times. */
export function curesWithoutTimes(speakers: ReadonlySet<Speaker>): readonly string[] {
  const whole = 'Give the whole error: its three times (current time, valid from, expiry) tell what happened.'
  if (!speakers.has('certificate-client')) return [whole]
  const context = { issuer: 'client', speakers } as const
  const cures = [...listedFor('held-too-long', context), ...listedFor('clock-skew', context)]
  return [...cures.toSorted((a, b) => a.cost - b.cost).map(({ text }) => text), whole]
}

/** The experiment that tells an echo from a late-bound token and from one that was kept, where a text cannot. */
export const experiment: readonly string[] = [
  'In one step with addSpnToEnvironment write down fingerprint, nbf and exp of $idToken (`mintwell inspect --env idToken`), then those of two answers to a direct POST to $SYSTEM_OIDCREQUESTURI, 30 s apart.',
  '$idToken differs from both answers and is older than the task: late-bound.',
  'All three are equal, and Entra issued them: echo.',
  '$idToken differs, and the two answers are equal: both at once.',
  'All three differ and are new: every request mints, and the token was kept too long.',
]
