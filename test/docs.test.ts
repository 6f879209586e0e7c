import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { mintwell, root } from './mintwell.ts'

/** A command that a page shows: its words, without the shell around it. */
interface Shown {
  readonly page: string
  readonly words: readonly string[]
}

const pages = ['README.md', ...['docs', 'docs/guide', 'docs/reference'].flatMap(markdownIn)]
const shown = pages.flatMap((page) => commandsOf(page))
const folder = mkdtempSync(join(tmpdir(), 'mintwell-docs-'))
cpSync(join(root, 'examples/nightly'), folder, { recursive: true })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function markdownIn(directory: string): readonly string[] {
  return readdirSync(join(root, directory))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${directory}/${name}`)
}

function blocksOf(page: string, language: RegExp): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)]
    .filter(([, name]) => language.test(name ?? ''))
    .map(([, , body]) => body ?? '')
}

function commandsOf(page: string): readonly Shown[] {
  return blocksOf(page, /^(?:sh|bash|console|)$/)
    .flatMap((body) => body.replace(/\\\n\s*/g, ' ').split('\n'))
    .map((line) => line.replace(/\s#.*/, ''))
    .flatMap((line) => line.split(/(?=\bmintwell\s)|\s(?:&&|\|\|?|>)\s/))
    .map((part) => part?.trim() ?? '')
    .filter((part) => /^mintwell [a-z]/.test(part))
    .map((part) => ({ page, words: (part.split(' -- ')[0] ?? '').split(/\s+/).slice(1) }))
}

const helpPages = new Map<string, Promise<{ code: number | null; stdout: string }>>()
function helpOf(command: readonly string[]) {
  const key = command.join(' ')
  const known = helpPages.get(key) ?? mintwell([...command, '--help'])
  helpPages.set(key, known)
  return known
}

describe('the commands of the pages', () => {
  it('are found', () => {
    expect(shown.length).toBeGreaterThan(30)
  })

  it.each(shown.map(({ page, words }) => [`${page}: mintwell ${words.join(' ')}`, words] as const))(
    'exist with their options: %s',
    async (_, words) => {
      const command = ['lab', 'task'].includes(words[0] ?? '') ? words.slice(0, 2) : words.slice(0, 1)
      const { code, stdout } = await helpOf(command)
      expect(code).toBe(0)
      const options = words.filter((word) => /^--[a-z]/.test(word)).map((word) => word.replace(/[=)"'].*/, ''))
      for (const option of options) expect(stdout).toMatch(new RegExp(`${option}(?![\\w-])`))
    },
  )

  it.each(
    shown
      .filter(({ words }) => words[0] === 'run' && words[1] === 'azure-pipelines.yml' && !words.includes('--stage'))
      .map(({ page, words }) => [`${page}: mintwell ${words.join(' ')}`, words] as const),
  )('can be pasted beside the example: %s', async (_, words) => {
    const { code, stderr } = await mintwell([...words, '--dry-run'], { cwd: folder })
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })
})

describe('the settings of the reference', () => {
  it.each(blocksOf('docs/reference/settings.md', /^ya?ml$/))('are accepted:\n%s', async (text) => {
    const file = join(folder, 'settings.yml')
    writeFileSync(file, text)
    const { code, stderr } = await mintwell(['run', 'azure-pipelines.yml', '--dry-run', '--config', file], {
      cwd: folder,
    })
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })
})
