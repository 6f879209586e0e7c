import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { describeBadInput } from './execute-runs.ts'
import { readUserFile } from './read-user-file.ts'
import { SettingsError } from './settings.ts'

const thrownBy = (act: () => unknown): unknown => {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe('what the user can mend', () => {
  it('is a file that the user named and that is not there', async () => {
    const error = await readUserFile('/nowhere/p.yml').catch((reason: unknown) => reason)
    expect(describeBadInput(error, 'run')).toBe('/nowhere/p.yml: there is no such file.')
    expect(describeBadInput(new SettingsError('f.yml:1:1: no'), 'run')).toBe('f.yml:1:1: no')
  })

  it('is not a file of ours that is missing', () => {
    expect(
      describeBadInput(
        thrownBy(() => readFileSync('/nowhere/chunk.js')),
        'run',
      ),
    ).toBeUndefined()
  })
})
