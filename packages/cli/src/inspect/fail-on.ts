import { findingNames, isBreach, type Judgement } from '@mintwell/token'

/** What `--fail-on` of `mintwell inspect` can name. */
export const inspectFailOnNames = ['stale', 'echoed', 'expiring', 'expired'] as const

/** A finding that a token may not have. */
export type InspectFailOn = (typeof inspectFailOnNames)[number]

/** Whether a token fails: one of the named findings, or a worse one; without names, a breach of the contract. */
export function failsOn({ verdict, findings }: Judgement, names: readonly InspectFailOn[]): boolean {
  if (names.length === 0) return isBreach(verdict)
  const mildest = Math.max(...names.map((name) => findingNames.indexOf(name)))
  return findings.some((finding) => findingNames.indexOf(finding) <= mildest)
}
