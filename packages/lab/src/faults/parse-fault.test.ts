import { describe, expect, it } from 'vitest'
import { LabError } from '../ground/errors.ts'
import { faultList } from './fault-list.ts'
import { parseFault } from './parse-fault.ts'

function errorOf(text: string): LabError | undefined {
  try {
    parseFault(text)
  } catch (error) {
    if (error instanceof LabError) return error
  }
  return undefined
}

describe('parseFault', () => {
  it('reads a name with its parameters, durations in milliseconds', () => {
    const { fault, values } = parseFault('late-bound:age=20h,lifetime=10m')
    expect(fault.name).toBe('late-bound')
    expect(values).toEqual({ age: 72_000_000, lifetime: 600_000 })
  })

  it('fills in defaults and takes white space around names and values', () => {
    expect(parseFault('echo').values).toEqual({ before: 3_000 })
    expect(parseFault(' slow : delay = 5s , where = token ').values).toEqual({ delay: 5_000, where: 'token', times: 0 })
  })

  it('says which faults there are when it does not know one', () => {
    const error = errorOf('eco')
    expect(error?.code).toBe('ERR_FAULT_UNKNOWN')
    expect(error?.data.known).toEqual(faultList.map(({ name }) => name))
  })

  it('says which parameters a fault has when it does not know one', () => {
    expect(errorOf('late-bound:old=20h')).toMatchObject({
      code: 'ERR_FAULT_PARAMETER_UNKNOWN',
      data: { fault: 'late-bound', parameter: 'old', known: ['age', 'lifetime'] },
    })
  })

  it.each([
    'late-bound:age=soon',
    'late-bound:age',
    'late-bound:age=1h,age=2h',
    'slow:where=nowhere',
    'unavailable:times=-1',
    'unavailable:times=1.5',
    'clock-skew:direction=sideways',
  ])('refuses the value in %s', (text) => {
    expect(errorOf(text)?.code).toBe('ERR_FAULT_PARAMETER_INVALID')
  })

  it('finds every listed fault by its name, each with words for people and defaults that can be read', () => {
    for (const fault of faultList) {
      expect(parseFault(fault.name).fault).toBe(fault)
      expect(fault.summary.length).toBeGreaterThan(10)
      expect(fault.inCloud.length).toBeGreaterThan(10)
    }
    expect(new Set(faultList.map(({ name }) => name)).size).toBe(faultList.length)
  })

  it('takes no duration without its unit, but for nothing at all', () => {
    for (const text of ['late-bound:age=20', 'echo:before=3', 'slow:delay=030'])
      expect(() => parseFault(text), text).toThrow(
        expect.objectContaining({
          code: 'ERR_FAULT_PARAMETER_INVALID',
          data: expect.objectContaining({ wanted: expect.stringContaining('unit') }),
        }),
      )
    expect(parseFault('echo:before=0').values).toEqual({ before: 0 })
  })
})
