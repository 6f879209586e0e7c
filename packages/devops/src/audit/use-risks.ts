import type { ConnectionRisk, JudgedConnection } from './connection-facts.ts'
import { nightsUntil, RETIREMENT } from './retirement.ts'

/** A day in minutes: how long Entra hands out the same token for a connection. */
const DAY_MINUTES = 1_440

/** What the use of a connection puts at risk: scripts that name the old issuer, tokens that are handed out again, runs that fail, and connections that nobody uses. */
export function useRisks(facts: JudgedConnection): readonly ConnectionRisk[] {
  return [...pinned(facts), ...freshness(facts), ...failures(facts), ...unused(facts)]
}

function pinned({ pinsIssuer, issuer, now }: JudgedConnection): readonly ConnectionRisk[] {
  if (!pinsIssuer) return []
  return [
    {
      id: 'pinned-issuer',
      severity: 'warning',
      message:
        'A script of its pipelines names the old issuer, or a subject made of names: after conversion neither is in its tokens.',
      cure: 'Read issuer and subject from the token or from the connection instead. mintwell lint shows the lines.',
      nights: issuer === 'azure-devops' ? nightsUntil(RETIREMENT, now) : null,
    },
  ]
}

/**
 * Entra hands out the same token for a day (measured, and reported on Microsoft Q&A 5866363): a run that holds it for m minutes sees it expire on about one night in 1,440 / m.
 */
function freshness({ issuer, uses, takesToken, connection }: JudgedConnection): readonly ConnectionRisk[] {
  const isOld = issuer === 'azure-devops'
  if ((issuer !== 'entra' && !isOld) || uses.length === 0 || !connection.isReady) return []
  const minutes = Math.max(0, ...uses.map(({ longestMinutes }) => longestMinutes ?? 0))
  const nights = minutes > 0 ? Math.max(1, Math.floor(DAY_MINUTES / minutes)) : null
  const often =
    nights === null ? '' : ` A run that holds one for ${minutes} min sees it expire on about one night in ${nights}.`
  return [
    {
      id: isOld ? 'echo-after-conversion' : 'echo',
      severity: takesToken && !isOld ? 'warning' : 'note',
      message: isOld
        ? `Conversion is also what turns the freshness problem on: Entra hands out the same token for up to a day.${often}`
        : `Entra hands out the same token for up to a day.${often}`,
      cure: 'Take the token in the step that uses it, and check it there: mintwell exec, or the task MintwellAzureCLI. mintwell lint finds the steps.',
      nights: isOld ? null : nights,
    },
  ]
}

function failures({ uses }: JudgedConnection): readonly ConnectionRisk[] {
  const runs = uses.reduce((sum, each) => sum + each.runs, 0)
  const failed = uses.reduce((sum, each) => sum + each.failedRuns, 0)
  if (failed === 0) return []
  return [
    {
      id: 'failed-runs',
      severity: 'note',
      message: `${failed} of the last ${runs} runs that used it failed, whatever the reason.`,
      cure: 'mintwell evidence reads their logs and says why.',
      nights: null,
    },
  ]
}

function unused({ uses, issuer, isUseKnown }: JudgedConnection): readonly ConnectionRisk[] {
  if (uses.length > 0 || !isUseKnown || issuer !== 'azure-devops') return []
  return [
    {
      id: 'unused',
      severity: 'note',
      message: 'No run in its history used it.',
      cure: 'If nobody needs it, delete it instead of converting it.',
      nights: null,
    },
  ]
}
