import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../mintwell.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const manifest = (folder: string) =>
  JSON.parse(read(join(folder, 'package.json'))) as {
    readonly version: string
    readonly scripts: Readonly<Record<string, string>>
  }
const pages = ['README.md', 'docs/guide/install.md', 'docs/publishing.md']

describe.each(pages)('the commands for installing in %s', (page) => {
  const text = read(page)

  it('name the tarballs that packing writes today', () => {
    const { version } = manifest('packages/cli')
    const versions = [...text.matchAll(/mintwell(?:-client)?-(\d[^/\s]*)\.tgz/g)].map((match) => match[1])
    expect(new Set(versions)).toEqual(new Set([version]))
    expect(manifest('packages/client').version).toBe(version)
  })

  it('call npm scripts that the workspace has', () => {
    const names = [...text.matchAll(/npm run ([a-z:]+)/g)].map((match) => match[1])
    expect(names.filter((name) => !Object.hasOwn(manifest('.').scripts, name ?? ''))).toEqual([])
  })
})

describe('pages for readers of today', () => {
  it.each(['README.md', 'docs/guide/install.md', 'packages/cli/README.md', 'packages/client/README.md'])(
    'take nothing from npm that is not there yet: %s',
    (page) => {
      expect(read(page)).not.toMatch(/npm (?:i|install|add)(?: -\S+)* @?mintwell/)
    },
  )
})
