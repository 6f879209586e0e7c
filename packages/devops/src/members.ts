import { type Instant, parseInstant } from '@mintwell/clock'

/** An object of a service's answer, of which nothing is known yet. */
export type Members = Readonly<Record<string, unknown>>

/** The longest name, id or text of an answer that is kept, in characters; a name in Azure DevOps has at most 256. What is longer is cut. */
const LONGEST_TEXT = 4_096

/** The members of an object; none where it is something else. */
export function membersOf(value: unknown): Members {
  return isMembers(value) ? value : {}
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text; undefined where it is none, or empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, LONGEST_TEXT) : undefined
}

/** A whole number from 0; ids come as numbers and as texts. */
export function wholeNumberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

/** A time as Azure DevOps writes it, with up to 7 digits of fraction; undefined where there is none, which it writes as the year 1. */
export function instantOf(value: unknown): Instant | undefined {
  const instant = typeof value === 'string' ? parseInstant(value) : undefined
  return instant !== undefined && instant > 0 ? instant : undefined
}

/** The texts of an object by their names in lower case: names of parameters compare without case in Azure DevOps. */
export function textsOf(value: unknown): Readonly<Record<string, string>> {
  const texts: Record<string, string> = Object.create(null)
  for (const [name, member] of Object.entries(membersOf(value))) {
    const text = textOf(member)
    if (text !== undefined) texts[name.toLowerCase()] = text
  }
  return texts
}
