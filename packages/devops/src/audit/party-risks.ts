import type { ConnectionRisk, JudgedConnection } from './connection-facts.ts'
import { type RelyingParty, relyingParties } from './relying-parties.ts'
import { nightsUntil, RETIREMENT } from './retirement.ts'
import { entraTokens } from './token-shape.ts'

/**
 * What the parties besides Entra make of a connection's tokens: those of the old issuer must be trusted anew before conversion, and those of Entra are longer-lived, older, without a
 * `jti`, and have a longer subject.
 */
export function partyRisks(facts: JudgedConnection): readonly ConnectionRisk[] {
  const known = relyingParties.filter(({ id }) => facts.parties.includes(id))
  return known.flatMap((party) => [...changeOf(party, facts), ...refusalsOf(party, facts)])
}

function changeOf(party: RelyingParty, { issuer, afterConversion, now }: JudgedConnection): readonly ConnectionRisk[] {
  if (issuer !== 'azure-devops' && issuer !== 'not-visible') return []
  return [
    {
      id: `${party.id}-trust`,
      severity: 'warning',
      message: `${party.name} takes this connection's tokens: conversion changes their issuer, subject and audience, so its trust must change too.`,
      cure: afterConversion
        ? party.change(afterConversion)
        : 'First find out what the new tokens will say: run mintwell audit as an administrator of the connection, or mintwell inspect on a token of a converted one.',
      nights: issuer === 'azure-devops' ? nightsUntil(RETIREMENT, now) : null,
    },
  ]
}

function refusalsOf(
  party: RelyingParty,
  { issuer, present, afterConversion }: JudgedConnection,
): readonly ConnectionRisk[] {
  const subject = issuer === 'entra' ? present?.subject : afterConversion?.subject
  const when = issuer === 'entra' ? 'Now: ' : 'After conversion: '
  const say = (id: string, message: string, cure: string): ConnectionRisk => ({
    id: `${party.id}-${id}`,
    severity: 'warning',
    message: `${when}${message}`,
    cure,
    nights: null,
  })
  const risks: ConnectionRisk[] = []
  const bytes = Buffer.byteLength(subject ?? '')
  if (party.subjectBytes !== undefined && bytes > party.subjectBytes)
    risks.push(
      say(
        'subject-too-long',
        `the subject has ${bytes} bytes; ${party.name} accepts at most ${party.subjectBytes}.`,
        "Map part of it: google.subject=assertion.sub.extract('/sc/{ids}'), which is 73 bytes.",
      ),
    )
  if (party.lifetimeSeconds !== undefined && party.lifetimeSeconds < entraTokens.lifetimeSeconds)
    risks.push(
      say(
        'lifetime',
        `the tokens live ${entraTokens.lifetimeSeconds} s; ${party.name} accepts at most ${party.lifetimeSeconds} s by default.`,
        `Raise the longest lifetime at ${party.name} above ${entraTokens.lifetimeSeconds} s.`,
      ),
    )
  if (party.refusesOldTokens && entraTokens.isReissued)
    risks.push(
      say(
        'age',
        `the same token is handed out for up to a day; ${party.name} refuses tokens that were issued long ago.`,
        'A newer one cannot be had before the old one expires: exchange it at Entra first, or keep the old issuer while it lasts.',
      ),
    )
  if (party.needsTokenId && !entraTokens.hasTokenId)
    risks.push(
      say(
        'token-id',
        `the tokens have no jti; ${party.name} needs one to accept each token only once.`,
        'Allow tokens to be reused there, or exchange the token at Entra first.',
      ),
    )
  return risks
}
