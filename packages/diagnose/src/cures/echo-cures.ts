import { findSuccessor } from '../assertion/mechanisms.ts'
import { sayMoment } from '../text/moment.ts'
import { type Cure, type CureContext, EXCHANGE_EARLY, GUARD, TAKE_LATE } from './cure.ts'

const SUPPORT: Cure = {
  cost: 5,
  text: 'Report it to Azure DevOps support with the nbf and exp of several runs (this text has some): the service re-issues the token, the task only passes it on.',
}

/** What helps against a service that re-issues one token until it ends, with the times of this case. */
export function echoCures(context: CureContext): readonly Cure[] {
  const { times, mechanisms } = context
  const next = findSuccessor(context)
  const good = next?.expiresAt ? `; the next one is valid until ${sayMoment(next.expiresAt)}` : ''
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
      text: `Run the job again: the refused token has expired, so the service has to issue a new one${good}.`,
    },
    {
      cost: 2,
      text: `Start the schedule a quarter of an hour after the time of day at which the token changes${clock}, not before it, until it is cured.`,
    },
    { cost: 4, text: `${TAKE_LATE.text}${asked} Even a re-issued token is then still valid when it is used.` },
    GUARD,
    EXCHANGE_EARLY,
    ...(isOpen ? [] : [SUPPORT]),
  ]
}
