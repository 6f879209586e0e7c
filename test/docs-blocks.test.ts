import { describe, expect, it } from 'vitest'
import { blocks, elsewhere, paste, pasted, quickPart, shellBlocks } from './page-blocks.ts'

describe('the blocks of the pages', () => {
  it('name their language', () => {
    expect(blocks.filter(({ language }) => language === '').map(({ page, line }) => `${page}:${line}`)).toEqual([])
  })

  it.each(pasted.map((block) => [`${block.page}:${block.line}`, block] as const))(
    'can be pasted beside the example, but for what takes long: %s',
    async (_, block) => {
      const { failed, output } = await paste(quickPart(block))
      expect(failed, output.slice(-2_000)).toEqual([])
    },
    120_000,
  )

  it('are run here, but for a few that are named with the reason why not', () => {
    for (const [, why] of elsewhere) expect(why).not.toBe('')
    expect(shellBlocks.length - pasted.length).toBeLessThan(pasted.length)
    expect(pasted.length).toBeGreaterThan(15)
  })
})
