import { LanguageError, quote } from '../errors.ts'

/** The moments of a cron expression: the values of each field, ascending. */
export interface CronFields {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: readonly number[]
  readonly months: readonly number[]
  /** 0 is Sunday. */
  readonly weekdays: readonly number[]
}

interface FieldRule {
  readonly what: string
  readonly first: number
  readonly last: number
  readonly names?: readonly string[]
}

const monthNames = 'january february march april may june july august september october november december'.split(' ')
const weekdayNames = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ')

/** The five fields (learn.microsoft.com, Azure Pipelines "Configure schedules", cron syntax). */
const rules = {
  minutes: { what: 'minutes', first: 0, last: 59 },
  hours: { what: 'hours', first: 0, last: 23 },
  days: { what: 'days of the month', first: 1, last: 31 },
  months: { what: 'months', first: 1, last: 12, names: monthNames },
  weekdays: { what: 'days of the week (0 is Sunday)', first: 0, last: 6, names: weekdayNames },
} as const satisfies Readonly<Record<keyof CronFields, FieldRule>>

/**
 * Reads a cron expression as Azure Pipelines takes it: five fields in UTC with `*`, values, lists, ranges and steps; months and days by English name
 * or any beginning of one, in any case; where several names begin so, the first is meant (atifaziz/NCrontab, `CrontabFieldImpl.ParseValue`). An error's `data.offset` is the place in the text, from 0.
 *
 * @throws LanguageError `ERR_CRON`
 * @example parseCron('0 18 * * Mon-Fri').weekdays // [1, 2, 3, 4, 5]
 */
export function parseCron(text: string): CronFields {
  const words = [...text.matchAll(/\S+/g)]
  if (words.length !== 5) {
    const count = words.length === 1 ? '1 field' : `${words.length} fields`
    throw cronError(`the cron expression ${quote(text)} has ${count}; it needs 5`, 0, everyField)
  }
  const [minutes, hours, days, months, weekdays] = words.map((word) => ({ text: word[0], offset: word.index })) as [
    CronWord,
    CronWord,
    CronWord,
    CronWord,
    CronWord,
  ]
  return {
    minutes: parseField(minutes, rules.minutes),
    hours: parseField(hours, rules.hours),
    days: parseField(days, rules.days),
    months: parseField(months, rules.months),
    weekdays: parseField(weekdays, rules.weekdays),
  }
}

interface CronWord {
  readonly text: string
  readonly offset: number
}

function parseField(word: CronWord, rule: FieldRule): readonly number[] {
  const values = new Set<number>()
  let { offset } = word
  for (const part of word.text.split(',')) {
    for (const value of parsePart(part, offset, rule)) values.add(value)
    offset += part.length + 1
  }
  return [...values].sort((left, right) => left - right)
}

/** `*`, `a`, `a-b`, each with an optional `/step`; `a/step` runs to the field's end (atifaziz/NCrontab, which Azure Pipelines names as its syntax). */
function parsePart(part: string, offset: number, rule: FieldRule): readonly number[] {
  const [range = '', step, ...rest] = part.split('/')
  const [from = '', to, ...others] = range.split('-')
  if (rest.length > 0 || others.length > 0) throw partError(part, offset, rule)
  const every = step === undefined ? 1 : parseStep(step, part, offset, rule)
  const whole = from === '*' && to === undefined
  const first = whole ? rule.first : parseNumber(from, part, offset, rule)
  const last =
    whole || (to === undefined && step !== undefined) ? rule.last : parseNumber(to ?? from, part, offset, rule)
  if (first > last) {
    throw cronError(
      `${quote(part)} in ${rule.what} runs backwards`,
      offset,
      'Write the smaller value first, or two ranges: 22-23,0-5.',
    )
  }
  const values: number[] = []
  for (let value = first; value <= last; value += every) values.push(value)
  return values
}

function parseStep(step: string, part: string, offset: number, rule: FieldRule): number {
  const every = /^\d{1,4}$/.test(step) ? Number(step) : 0
  if (every > 0) return every
  throw partError(part, offset, rule)
}

function parseNumber(word: string, part: string, offset: number, rule: FieldRule): number {
  const beginning = word.toLowerCase()
  const named = word === '' ? -1 : (rule.names?.findIndex((name) => name.startsWith(beginning)) ?? -1)
  if (named >= 0) return named + rule.first
  const value = /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN
  if (value >= rule.first && value <= rule.last) return value
  throw partError(part, offset, rule)
}

function partError(part: string, offset: number, rule: FieldRule): LanguageError {
  const names = rule.names ? `, or names such as ${rule.names[0]?.slice(0, 3)}` : ''
  const hint = `Use ${rule.first} to ${rule.last}${names}; ranges a-b, lists a,b and steps */n. ${everyField}`
  return cronError(`${quote(part)} is not a valid value for ${rule.what}`, offset, hint)
}

const everyField = 'The fields are: minutes, hours, days, months, days of the week (UTC), as in 0 18 * * Mon-Fri.'

function cronError(message: string, offset: number, hint: string): LanguageError {
  return new LanguageError('ERR_CRON', { message, hint, data: { offset } })
}
