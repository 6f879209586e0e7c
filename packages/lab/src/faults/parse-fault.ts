import { parseDuration } from '@mintwell/clock'
import { LabError } from '../ground/errors.ts'
import type { Fault, FaultChoice, FaultParameter } from './fault.ts'
import { faultList } from './fault-list.ts'

/**
 * Reads a fault as it is written on a command line. Throws `ERR_FAULT_UNKNOWN` (with the list), `ERR_FAULT_PARAMETER_UNKNOWN`,
 * `ERR_FAULT_PARAMETER_INVALID`.
 *
 * @example
 * parseFault('late-bound:age=20h,lifetime=24h')
 */
export function parseFault(text: string, faults: readonly Fault[] = faultList): FaultChoice {
  const colon = text.indexOf(':')
  const name = (colon < 0 ? text : text.slice(0, colon)).trim()
  const fault = faults.find((candidate) => candidate.name === name)
  if (!fault) throw new LabError('ERR_FAULT_UNKNOWN', { fault: name, known: faults.map((known) => known.name) })
  const given = readPairs(fault, colon < 0 ? '' : text.slice(colon + 1))
  const values: Record<string, string | number> = {}
  for (const [key, parameter] of Object.entries(fault.parameters)) {
    values[key] = readValue(fault, key, parameter, given.get(key) ?? parameter.default)
  }
  return { fault, values }
}

function readPairs(fault: Fault, text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (const part of text.split(',')) {
    if (part.trim() === '') continue
    const equals = part.indexOf('=')
    const key = (equals < 0 ? part : part.slice(0, equals)).trim()
    if (!Object.hasOwn(fault.parameters, key)) {
      throw new LabError('ERR_FAULT_PARAMETER_UNKNOWN', {
        fault: fault.name,
        parameter: key,
        known: Object.keys(fault.parameters),
      })
    }
    const value = equals < 0 ? '' : part.slice(equals + 1).trim()
    if (pairs.has(key)) invalid(fault, key, value, 'given once')
    pairs.set(key, value)
  }
  return pairs
}

/** A number without a unit, but for 0. */
const BARE_NUMBER = /^(?!0+$)\d+$/

function readValue(fault: Fault, key: string, parameter: FaultParameter, text: string): string | number {
  if (parameter.kind === 'duration') {
    // A bare number would be seconds, where people mean the unit of the default.
    const duration = BARE_NUMBER.test(text) ? undefined : parseDuration(text)
    return duration ?? invalid(fault, key, text, 'a duration with its unit, such as 20h, 10m or 90s')
  }
  if (parameter.kind === 'number') {
    return /^\d{1,9}$/.test(text) ? Number(text) : invalid(fault, key, text, 'a whole number')
  }
  if (parameter.oneOf && !parameter.oneOf.includes(text))
    invalid(fault, key, text, `one of ${parameter.oneOf.join(', ')}`)
  return text
}

function invalid(fault: Fault, parameter: string, value: string, wanted: string): never {
  throw new LabError('ERR_FAULT_PARAMETER_INVALID', { fault: fault.name, parameter, value, wanted })
}
