import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { policyFiles } from './page.ts'
import { policies } from './policies.ts'
import { isAccepted, runPolicy, scenarios } from './scenario.ts'

const docs = (name: string) => readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), 'utf8')

describe('the comparison of refresh rules', () => {
  it('stands in the docs as the code makes it', () => {
    for (const [name, text] of Object.entries(policyFiles()))
      expect(docs(name) === text, `docs/${name} is not up to date: run node tools/policies.mjs`).toBe(true)
  })

  it('has no call of Mintwell’s refused in any scenario, and its requests within 10 % of the least that its rule needs', () => {
    const [mintwell] = policies
    for (const scenario of scenarios) {
      const { calls, requests } = runPolicy(mintwell as (typeof policies)[number], scenario)
      expect(calls.every(({ left }) => isAccepted(left))).toBe(true)
      if (scenario.outages.length === 0) expect(requests.length).toBeLessThanOrEqual(31 * 1.1)
    }
  })

  it('gives the same figures each time', () => {
    expect(policyFiles()).toEqual(policyFiles())
  })
})
