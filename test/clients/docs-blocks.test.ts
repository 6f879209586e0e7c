import { expect, it } from 'vitest'
import { paste, pasted } from '../page-blocks.ts'

it.each(pasted.map((block) => [`${block.page}:${block.line}`, block] as const))(
  'a block of a page can be pasted beside the example: %s',
  async (_, block) => {
    const { failed, output } = await paste(block)
    expect(failed, output.slice(-2_000)).toEqual([])
  },
  300_000,
)
