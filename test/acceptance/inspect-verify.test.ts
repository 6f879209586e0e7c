import { describe, expect, it } from 'vitest'
import { mintwell, mintwellBin } from '../mintwell.ts'

const inLab = (script: string) => mintwell(['lab', 'exec', '--connection', 'conn', '--', 'bash', '-c', script])
const inspect = `"${process.execPath}" "${mintwellBin}" inspect`

describe('mintwell inspect --verify', () => {
  it('asks the issuer of the lab for its keys, and says that a lab has issued the token', async () => {
    const { code, stdout } = await inLab(`${inspect} --env idToken --verify`)
    expect(code, stdout).toBe(0)
    expect(stdout).toMatch(/signature {4}valid: by the keys of the issuer \(login\.microsoftonline\.com\)/)
    expect(stdout).toContain('issued by a lab')
  })
})
