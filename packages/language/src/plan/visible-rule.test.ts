import { expect, it } from 'vitest'
import { evaluateVisibleRule } from './visible-rule.ts'

const values = new Map([
  ['kind', 'Web App'],
  ['type', 'ps'],
  ['empty', ''],
  ['late', 'x$(y)'],
])

it.each([
  ['type = ps', true],
  ['type = pscore', false],
  ['Type == PS', true],
  ['type=ps', true],
  ['type != ps', false],
  ['kind = Web App', true],
  ['kind = "web app"', true],
  ["kind != 'Web App'", false],
  ['empty = ""', true],
  ['empty != ', false],
  ['type = ps || type = pscore', true],
  ['type = bash || type = pscore', false],
  ['type = ps && kind = Web App', true],
  ['type = ps && kind = other', false],
  ['type = bash && kind = other || empty = ""', true],
  ['type In ps, pscore', true],
  ['type NotIn ps,pscore', false],
  ['kind Contains web', true],
  ['kind NotContains web', false],
  ['kind StartsWith Web', true],
  ['kind NotStartsWith App', true],
  ['kind EndsWith app', true],
  ['kind notendswith app', false],
  ['late = x', undefined],
  ['late = x || type = ps', true],
  ['late = x && type = bash', false],
  ['late = x && type = ps', undefined],
  ['other = x', undefined],
  ['something else', undefined],
  ['', undefined],
])('the rule %j is %s', (rule, visible) => {
  expect(evaluateVisibleRule(rule, values)).toBe(visible)
})
