import type { MechanismRule, RunFinding } from './rule.ts'
import { NEW_MS, type RunView, type SeenRefusal } from './run-view.ts'
import { sayInstant, sayMs, sayRun } from './say.ts'

/** Above it a token outlives the common job, so that keeping it within one is no likely mistake. */
const LONG_LIVED_MS = 7_200_000

/** The token was new when it was taken, and had ended when it was presented. */
export const heldTooLong: MechanismRule = {
  mechanism: 'held-too-long',
  judge: ({ runs }) =>
    runs.flatMap((view) =>
      view.refusals
        .filter(({ cause, taking }) => cause === 'time' && taking?.lateBound !== 'used')
        .flatMap((refusal) => byTaking(refusal) ?? byOtherTokens(refusal, view) ?? byWindow(refusal)),
    ),
}

/** Undefined where nothing tells when the token was taken, or how old it was then. */
function byTaking({ run, mark, at, token, taking }: SeenRefusal): readonly RunFinding[] | undefined {
  if (taking === null) return undefined
  const minted = token?.mintedAt ?? taking.token?.mintedAt ?? null
  if (minted === null) return undefined
  const age = taking.at - minted
  if (Math.abs(age) > NEW_MS) return undefined
  const late =
    token?.expiresAt === null || token?.expiresAt === undefined
      ? ''
      : ` It had expired ${sayMs(at - token.expiresAt)} before.`
  const text = `in ${sayRun(run)} the token was new when it was taken at ${sayInstant(taking.at)}, and it was presented ${sayMs(at - taking.at)} later.${late}`
  const isSame = taking.token !== null && taking.token.id === token?.id
  return [{ run: run.id, certainty: isSame ? 'shown' : 'likely', reason: { text, run: run.id, at: mark.at } }]
}

/** A token from before the run, while the run's own were new: a plan file, a variable, a cache kept it. */
function byOtherTokens({ run, mark, token }: SeenRefusal, { takings }: RunView): readonly RunFinding[] | undefined {
  const minted = token?.mintedAt ?? null
  const began = run.startedAt ?? mark.at
  const own = takings.filter((taking) => taking.token !== null)
  const areNew = own.length > 0 && own.every(({ age }) => age !== null && Math.abs(age) <= NEW_MS)
  if (minted === null || !areNew || own.some((taking) => taking.token?.id === token?.id)) return undefined
  const text =
    minted < began
      ? `in ${sayRun(run)} the token that was refused had been minted ${sayMs(began - minted)} before the run began, while the run’s own were new: something kept it, such as a plan file, a variable or a cache.`
      : `in ${sayRun(run)} the token that was refused had been minted at ${sayInstant(minted)}, in the run itself, and something kept it.`
  return [{ run: run.id, certainty: 'likely', reason: { text, run: run.id, at: mark.at } }]
}

/** A token that lives for minutes, presented long after its mint. */
function byWindow({ run, mark, at, token, taking }: SeenRefusal): readonly RunFinding[] {
  const { mintedAt: minted = null, expiresAt = null } = token ?? {}
  if (minted === null || expiresAt === null || expiresAt - minted > LONG_LIVED_MS) return []
  // It was old already when it was taken: then keeping it is not what made it old.
  if (taking !== null && taking.at - minted > NEW_MS) return []
  const text = `in ${sayRun(run)} the token lived for ${sayMs(expiresAt - minted)} and was presented ${sayMs(at - minted)} after its mint, so it was taken early and kept.`
  return [{ run: run.id, certainty: 'likely', reason: { text, run: run.id, at: mark.at } }]
}
