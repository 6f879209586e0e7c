import { createSecretKey, generateKeyPairSync, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createGroupedSigner } from './grouped-signer.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })

/** How many signatures went on together, in their order: what is handed out at once is seen before the event loop turns again. */
async function groupsOf(count: number): Promise<readonly number[]> {
  const sign = createGroupedSigner(privateKey)
  const groups: number[] = []
  let isOpen = false
  const settled = () => {
    if (!isOpen) {
      isOpen = true
      groups.push(0)
      setImmediate(() => {
        isOpen = false
      })
    }
    groups[groups.length - 1] = (groups.at(-1) ?? 0) + 1
  }
  const all = Array.from({ length: count }, (_, index) => Buffer.from(`text ${index}`))
  const signatures = await Promise.all(
    all.map((bytes) =>
      sign(bytes).then((signature) => {
        settled()
        return signature
      }),
    ),
  )
  for (const [index, bytes] of all.entries())
    expect(verify('sha256', bytes, publicKey, signatures[index] ?? Buffer.of())).toBe(true)
  return groups
}

describe('a grouped signer', () => {
  it('gives each its own signature, and many in groups', async () => {
    const [first = 0, ...rest] = await groupsOf(60)
    expect(first).toBeGreaterThanOrEqual(20)
    expect(rest.length).toBeLessThan(20)
  })

  it('keeps one that is asked for alone waiting for nobody, and the last ones neither', async () => {
    expect(await groupsOf(1)).toEqual([1])
    expect((await groupsOf(17)).reduce((sum, size) => sum + size, 0)).toBe(17)
  })

  it('rejects what cannot be signed', async () => {
    await expect(createGroupedSigner(createSecretKey(Buffer.alloc(32)))(Buffer.from('x'))).rejects.toThrow()
  })
})
