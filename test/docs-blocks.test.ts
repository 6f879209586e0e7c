import { describe, expect, it } from 'vitest'
import { blocks, elsewhere, pasted, shellBlocks } from './page-blocks.ts'

describe('the blocks of the pages', () => {
  it('name their language', () => {
    expect(blocks.filter(({ language }) => language === '').map(({ page, line }) => `${page}:${line}`)).toEqual([])
  })

  it('are run as they are pasted (test/clients/docs-blocks.test.ts), but for a few that are named with the reason why not', () => {
    for (const [, why] of elsewhere) expect(why).not.toBe('')
    expect(shellBlocks.length - pasted.length).toBeLessThan(pasted.length)
    expect(pasted.length).toBeGreaterThan(15)
  })
})
