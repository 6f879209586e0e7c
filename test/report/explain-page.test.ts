import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint } from '@mintwell/token'
import { describe, expect, it } from 'vitest'
import { hash } from '../../pages/explain/hash-in-browser.ts'
import { root, runProcess, temporaryDirectory } from '../mintwell.ts'

describe('the explain page', () => {
  it('is one file, whose policy lets it run its own script and ask nobody for anything', async () => {
    const directory = temporaryDirectory()
    const built = await runProcess(process.execPath, [join(root, 'tools/package-explain.mjs'), '--out', directory])
    expect(built.code, built.stderr).toBe(0)
    const page = readFileSync(join(directory, 'mintwell-explain.html'), 'utf8')
    const sumOf = (text: string, encoding: 'hex' | 'base64') => createHash('sha256').update(text).digest(encoding)
    const inside = (tag: string) => new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)?.[1] ?? ''
    const hashes = ['script', 'style'].map((tag) => `${tag}-src 'sha256-${sumOf(inside(tag), 'base64')}'`)
    const policy = /Content-Security-Policy"\s+content="([^"]*)"/.exec(page)?.[1]
    expect(policy).toBe(`default-src 'none'; ${hashes.join('; ')}; base-uri 'none'; form-action 'none'`)
    expect(page).not.toMatch(/\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|\beval\(|%policy%/)
    expect(page).not.toMatch(/\bsrc=|<link\b|\bBuffer\b/)
    const written = readFileSync(join(directory, 'mintwell-explain.html.sha256'), 'utf8')
    expect(written).toBe(`${sumOf(page, 'hex')}  mintwell-explain.html\n`)
  })

  it('knows tokens by the same fingerprint as the command, whatever their length', () => {
    for (const text of ['', 'abc', 'é€😀', ...[54, 55, 56, 63, 64, 65, 1_000].map((length) => 'x'.repeat(length))])
      expect(hash('sha256', text, 'hex')).toBe(fingerprint(text))
  })
})
