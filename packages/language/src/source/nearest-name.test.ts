import { expect, it } from 'vitest'
import { nearestName, suggestName } from './nearest-name.ts'

it.each([
  ['stpes', ['steps', 'jobs', 'stages'], 'steps'],
  ['Steps', ['steps', 'jobs'], 'steps'],
  ['bsh', ['bash', 'pwsh'], 'bash'],
  ['dependOn', ['dependsOn', 'displayName'], 'dependsOn'],
  ['colour', ['steps', 'jobs'], undefined],
  ['x', ['steps'], undefined],
  ['D', ['A', 'B'], undefined],
  ['d1', ['D2'], 'D2'],
  ['a'.repeat(100), ['a'.repeat(101)], undefined],
])('takes %j for the nearest of %j: %j', (name, known, nearest) => {
  expect(nearestName(name, known)).toBe(nearest)
})

it('suggests all known names where none is near', () => {
  expect(suggestName('colour', ['steps', 'jobs'], 'Keys')).toBe('Keys: steps, jobs.')
})
