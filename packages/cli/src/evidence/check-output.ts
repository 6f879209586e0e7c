import { findLeaks } from '@mintwell/evidence'
import { CliError } from '../errors.ts'

/**
 * The last look at an output before it goes anywhere: it may hold nothing that has the form of a token or a secret. Everything in it was made safe before; this finds the mistake in that.
 *
 * @throws CliError `ERR_EVIDENCE_LEAK`
 */
export function checkOutput(text: string, what: string): string {
  const leaks = findLeaks(text)
  if (leaks.length === 0) return text
  throw new CliError('ERR_EVIDENCE_LEAK', `${what} was not written: it would have ${leaks.join(' and ')} in it.`, {
    hint: 'Take the secret out of the logs, renew it, and run the command again. That it was not cut out is a bug in Mintwell: report which form it has, without the secret itself.',
    data: { leaks },
  })
}
