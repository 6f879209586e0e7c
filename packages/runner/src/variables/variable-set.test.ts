import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { environmentName, VariableSet } from './variable-set.ts'

function variables(values: Readonly<Record<string, string>>, onSecret?: (value: string) => void): VariableSet {
  const set = new VariableSet(onSecret)
  for (const [name, value] of Object.entries(values)) set.set(name, value)
  return set
}

describe('a variable', () => {
  it('is found by its name in any case, and keeps the name that it was first given', () => {
    const set = variables({ 'My.Name': '1' })
    set.set('my.NAME', '2')
    expect(set.get('MY.name')).toMatchObject({ name: 'My.Name', value: '2' })
    expect([...set.all()]).toHaveLength(1)
    expect(set.toRecord()).toEqual({ 'My.Name': '2' })
  })

  it('is secret for ever once it is secret, and every value of it is told to the masker', () => {
    const onSecret = vi.fn()
    const set = new VariableSet(onSecret)
    set.set('a', 'plain')
    set.set('a', 'first', { secret: true })
    set.set('A', 'second', { secret: false })
    expect(set.get('a')?.secret).toBe(true)
    expect(onSecret.mock.calls).toEqual([['first'], ['second']])
  })

  it('is read-only for ever once it is read-only', () => {
    const set = new VariableSet()
    set.set('a', '1', { readonly: true })
    set.set('a', '2')
    expect(set.get('a')).toMatchObject({ value: '2', readonly: true })
  })
})

describe('a macro', () => {
  const set = variables({ a: '1', 'b.c': '2', 'with space': '3', macro: '$(a)', dollars: '$& $1 $$' })

  it.each([
    ['$(a)', '1'],
    ['$(A)$(B.C)', '12'],
    ['$(with space)', '3'],
    ['$(unknown)', '$(unknown)'],
    ['$(echo hi)', '$(echo hi)'],
    ['$(macro)', '$(a)'],
    ['$$(a)', '$1'],
    ['$(a', '$(a'],
    ['$()', '$()'],
    ['$($(a))', '$(1)'],
    ['$(dollars)', '$& $1 $$'],
    ['no macro', 'no macro'],
  ])('%s becomes %s', (text, expanded) => {
    expect(set.expand(text)).toBe(expanded)
  })

  it('that takes a secret in does not make the rest of the text secret', () => {
    const onSecret = vi.fn()
    const secrets = new VariableSet(onSecret)
    secrets.set('token', 'value-of-it', { secret: true })
    onSecret.mockClear()
    expect(secrets.expand('echo done\ncurl -H $(token)')).toBe('echo done\ncurl -H value-of-it')
    expect(onSecret).not.toHaveBeenCalled()
  })
})

describe('variables that refer to variables', () => {
  it('are expanded through each other, whatever their order', () => {
    const set = variables({ c: '$(b)!', b: '<$(a)>', a: 'x' })
    expect(set.expandAll()).toEqual([])
    expect(set.toRecord()).toEqual({ a: 'x', b: '<x>', c: '<x>!' })
  })

  it('become secret by what they take in, and are told to the masker', () => {
    const onSecret = vi.fn()
    const set = variables({ header: 'Bearer $(token)', over: '$(header)' }, onSecret)
    set.set('token', 'abc', { secret: true })
    set.expandAll()
    expect(set.get('over')).toMatchObject({ value: 'Bearer abc', secret: true })
    expect(onSecret.mock.calls.flat()).toContain('Bearer abc')
  })

  it('stay as they are where they go in a circle, and are named', () => {
    const set = variables({ a: '$(b)', b: '$(a)', c: '$(c)x', d: 'fine $(e)', e: '1' })
    expect(set.expandAll().map(({ name, problem }) => `${name} ${problem}`)).toEqual(['a circular', 'c circular'])
    expect(set.get('d')?.value).toBe('fine 1')
    expect(set.get('c')?.value).toContain('$(c)')
  })

  it('are expanded to a depth of fifty', () => {
    const chain = Array.from({ length: 60 }, (_, index) => [`v${index}`, `$(v${index + 1})`] as const)
    const set = variables({ ...Object.fromEntries(chain), v60: 'end' })
    expect(set.expandAll()).toEqual([{ name: 'v50', problem: 'too-deep' }])
    expect(set.get('v59')?.value).toBe('end')
  })

  it('do not grow without end: each that doubles the one before is stopped at a million characters', () => {
    const doubling = Array.from({ length: 45 }, (_, index) => [`v${index + 1}`, `$(v${index})$(v${index})`] as const)
    const set = variables({ v0: 'x', ...Object.fromEntries(doubling) })
    const [first] = set.expandAll()
    expect(first?.problem).toBe('too-long')
    expect(set.get('v10')?.value).toBe('x'.repeat(1_024))
    for (const { value } of set.all()) expect(value.length).toBeLessThan(5_000_000)
  })

  it('leave no known macro behind where there is no circle', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    const values = fc.array(
      fc.tuple(
        names,
        fc.array(
          fc.oneof(
            names.map((name) => `$(${name})`),
            fc.string(),
          ),
          { maxLength: 4 },
        ),
      ),
    )
    fc.assert(
      fc.property(values, (given) => {
        const set = variables(
          Object.fromEntries(given.map(([name, parts]) => [name, parts.join('').replaceAll('$$', '')])),
        )
        if (set.expandAll().length > 0) return
        for (const { value } of set.all()) {
          for (const [, name] of value.matchAll(/\$\(([a-e])\)/g)) expect(set.get(name as string)).toBeUndefined()
        }
      }),
    )
  })
})

describe('the name of a variable in the environment', () => {
  it.each([
    ['Build.SourcesDirectory', 'BUILD_SOURCESDIRECTORY'],
    ['my variable', 'MY_VARIABLE'],
    ['a-b', 'A-B'],
  ])('of %s is %s', (name, upper) => {
    expect(environmentName(name)).toBe(upper)
  })

  it('keeps its letters when it is told to', () => {
    expect(environmentName('My.Name', true)).toBe('My_Name')
  })
})
