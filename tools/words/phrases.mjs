// Phrases that no native speaker writes, or that docs/words.md replaces, each with what to write instead.

/** @type {readonly (readonly [RegExp, string])[]} */
export const phrases = [
  [/\bthere is no verb\b/i, '"unknown command"'],
  [/\bis no (?:key|command|option|input|member) of\b/i, '"unknown key"'],
  [/\b(?:is|are) told\b/i, 'say what happens: "is reported", "is printed"'],
  [/\bwants\b/i, '"needs" or "requires"'],
  [/\bnobody here\b/i, 'name what is missing'],
  [/\bworth a word\b/i, 'say what is reported'],
  [/\bplease\b/i, 'leave it out'],
  [/\bgot lost\b/i, '"was lost"'],
  // A job, a run or a command may have ended; a token has expired.
  [
    /(?<!\b(?:job|job that|run|stage|step|command|script|process|parent)(?: that| which)? )\b(?:has|have|had) ended\b/i,
    '"has expired" of a token, "has stopped" of a lab',
  ],
  [/\bhere stands?\b/i, '"here is"'],
  [/\bstands? behind\b/i, 'name it, or "is after"'],
  [/\bknows\b/i, 'code has, supports, recognises or accepts something'],
  [/\bwhoever\b/i, 'name them: "the publisher", "callers that", "those who"'],
  [/\b(?:is|are|was|were) made\b(?! (?:up|available|of)\b)/i, '"is created", "is generated"'],
  [/\b(?:gone|clean(?:s|ed)? up|left|leaves?) behind (?:it|them)\b/i, '"after it"'],
  [/\bbehind (?:it|them)\b/i, '"after it", or name what is there'],
  [/(?<!\bthere )\b(?:is|are) none\b/i, '"is not one", "there is none"'],
]

/** The phrases in a line of text: what was found, and what to write instead. */
export function phrasesIn(line) {
  return phrases.flatMap(([phrase, instead]) => {
    const match = phrase.exec(line)
    return match ? [{ found: match[0], instead }] : []
  })
}
