import {
  type CureContext,
  curesFor,
  type ExplainedRefusal,
  explainText,
  type Mechanism,
  type MechanismName,
  type SeenToken,
} from '@mintwell/diagnose'
import { issuerKind } from '@mintwell/token'
import type { HistoryToken } from '../history/history.ts'
import type { HistoryMechanism, VerdictCertainty } from '../history/history-verdict.ts'
import type { HistoryView, SeenRefusal } from './run-view.ts'

/** Mechanisms whose cures `explain` has. */
const EXPLAINED: Readonly<Partial<Record<HistoryMechanism, readonly MechanismName[]>>> = {
  'late-bound': ['late-bound'],
  echo: ['echo'],
  both: ['late-bound', 'echo'],
  'held-too-long': ['held-too-long'],
  'clock-skew': ['clock-skew'],
  unknown: ['echo', 'late-bound'],
}

/** What to do about a mechanism, the cheapest first: what `explain` says of it, with the times of this history. */
export function curesOf(
  mechanism: HistoryMechanism,
  certainty: VerdictCertainty,
  view: HistoryView,
): readonly string[] {
  const refusals = view.runs.flatMap((run) => run.refusals)
  const refusal = refusals.find(({ cause }) => cause === 'time' || cause === 'early') ?? refusals[0]
  const names = EXPLAINED[mechanism]
  if (names === undefined || (mechanism === 'unknown' && refusal?.cause !== 'time'))
    return refusal ? byCode(refusals) : []
  const mechanisms = names.map((name): Mechanism => ({ name, certainty, evidence: '' }))
  return curesFor({ ...contextOf(view, refusal), mechanisms })
}

function contextOf({ history }: HistoryView, refusal: SeenRefusal | undefined): Omit<CureContext, 'mechanisms'> {
  const token = refusal?.token ?? history.tokens[0] ?? null
  const notBefore = token?.notBefore ?? null
  const expiresAt = token?.expiresAt ?? null
  const presentedAt = refusal?.at ?? null
  const seconds = (from: number | null, to: number | null) =>
    from === null || to === null ? null : Math.trunc((to - from) / 1_000)
  const hasTerraform = history.runs.some(({ jobs }) =>
    jobs.some(({ steps }) =>
      steps.some(
        ({ task, lines }) => /terraform/i.test(task ?? '') || lines.some(({ text }) => /\bterraform\b/i.test(text)),
      ),
    ),
  )
  return {
    issuer: issuerOf(token),
    times: {
      notBefore,
      expiresAt,
      presentedAt,
      windowSeconds: seconds(notBefore, expiresAt),
      sinceNotBeforeSeconds: seconds(notBefore, presentedAt),
      lateBySeconds: seconds(expiresAt, presentedAt) ?? 0,
    },
    seen: history.tokens.flatMap(seenOf),
    speakers: new Set(hasTerraform ? ['azure-pipelines', 'terraform'] : ['azure-pipelines', 'az']),
  }
}

/** Who issues the tokens: by the issuer where it is known, else Entra's live for a day and those of Azure DevOps for minutes. */
function issuerOf(token: HistoryToken | null): CureContext['issuer'] {
  const kind = issuerKind(token?.issuer ?? null, token?.subject ?? null)
  if (kind !== 'other') return kind
  const { mintedAt = null, expiresAt = null } = token ?? {}
  if (mintedAt === null || expiresAt === null) return 'unknown'
  return expiresAt - mintedAt >= 7_200_000 ? 'entra' : 'azure-devops'
}

function seenOf({ notBefore, expiresAt, mintedAt }: HistoryToken): SeenToken[] {
  return mintedAt === null ? [] : [{ issuedAt: notBefore ?? mintedAt, expiresAt, mintedAt, takenAt: null }]
}

/** What `explain` says of the first refusal by its code. */
function byCode([first]: readonly SeenRefusal[]): readonly string[] {
  return (first && explained(first))?.cures ?? []
}

/** What `explain` says of a refusal: by its words, else by its code alone. */
export function explained({ mark }: SeenRefusal): ExplainedRefusal | undefined {
  const { code } = mark
  if (code === null) return undefined
  const own = explainText(mark.text ?? '').findings.find((finding) => finding.code === code)
  const plain = JSON.stringify({ error: 'invalid_client', error_description: `${code}: refused.` })
  return own ?? explainText(plain).findings[0]
}
