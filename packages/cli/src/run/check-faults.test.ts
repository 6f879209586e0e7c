import { describe, expect, it } from 'vitest'
import { checkFaults } from './check-faults.ts'

describe('faults of the command line', () => {
  it('are taken where the lab knows them', async () => {
    await expect(checkFaults(['echo', 'late-bound:age=20h'])).resolves.toBeUndefined()
  })

  it('are refused with the nearest name', async () => {
    await expect(checkFaults(['ehco'])).rejects.toThrow("unknown fault 'ehco'. Did you mean 'echo'?")
  })

  it('are refused with the names of all where none is near', async () => {
    await expect(checkFaults(['zzzzzzzz'])).rejects.toThrow(/Faults: .*echo/)
  })

  it('are refused for a parameter that the fault does not have', async () => {
    await expect(checkFaults(['late-bound:oge=20h'])).rejects.toThrow('Unknown parameter of a fault')
  })
})
