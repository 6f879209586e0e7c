import { describe, expect, it } from 'vitest'
import type { Io } from '../verb.ts'
import { lab } from './lab.ts'

const io = { stderr: { write: () => true }, env: {} } as unknown as Io

describe('wrong use of mintwell lab', () => {
  it('of a part that is not known names the one that is near, or else all', async () => {
    await expect(lab.run(['statsu'], io)).rejects.toThrow("unknown command 'lab statsu'. Did you mean 'status'?")
    await expect(lab.run(['xyz'], io)).rejects.toThrow("unknown command 'lab xyz'. Commands: up, exec,")
  })

  it('of an option that the part does not know names the one of that part that is near, with the usage of the part', async () => {
    const misuse = lab.run(['up', '--detatch'], io)
    await expect(misuse).rejects.toThrow("unknown option '--detatch'. Did you mean '--detach'?")
    await expect(misuse).rejects.toMatchObject({ usage: expect.stringContaining('mintwell lab up') })
  })
})
