import type { CheckResult } from '../check/check.ts'
import { notChecked, passed } from '../check/check.ts'
import { repeats } from '../experiment/times.ts'
import type { Facts } from '../facts/facts.ts'
import { partyList } from '../parties/party-list.ts'

/** Whether the parties that the user names would take this very token, by what they look at beyond its signature; nothing is sent to them. */
export function partyRules({ request, token, now, observations }: Facts): readonly CheckResult[] {
  const isEchoed = repeats(observations.requests) === true
  return partyList
    .filter(({ name }) => request.parties.includes(name))
    .flatMap(({ name, title, judge }): readonly CheckResult[] => {
      const id = `party-${name}`
      if (token === undefined)
        return [notChecked(id, `whether ${title} would take the token: there is none to look at`)]
      const objections = judge(token, { now, isEchoed })
      if (objections.length === 0) return [passed(id, `nothing in the token speaks against ${title}`)]
      return objections.map(({ severity, message, cure }) => ({ id, severity, message: `${title}: ${message}`, cure }))
    })
}
