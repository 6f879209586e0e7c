import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './mintwell.ts'

/**
 * The rule of the house: who may know whom among the packages, and which folder may know which inside each. Both are the tables of ARCHITECTURE.md, read here, so that the page and
 * the code cannot part.
 */
const page = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')

/** The rows of the table under a heading, as cells without backquotes. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.replaceAll('`', '').trim()),
    )
}

/** By package: the packages that it may import. */
const allowed = new Map(
  tableUnder('The packages').map(([name = '', , imports = '']) => [
    name,
    imports === '-' ? [] : imports.split(',').map((part) => part.trim()),
  ]),
)

/** By package: the floor of each of its folders and root files, the lowest first. */
const floors = new Map(
  tableUnder('Floors').map(([name = '', order = '']) => [
    name,
    new Map(order.split('→').flatMap((floor, level) => floor.split('+').map((part) => [part.trim(), level] as const))),
  ]),
)

interface Source {
  readonly name: string
  readonly packageName: string
  /** Inside `src`. */
  readonly path: string
  readonly text: string
  readonly isTest: boolean
}

function sources(): readonly Source[] {
  return readdirSync(join(root, 'packages'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: packageName }) =>
      readdirSync(join(root, 'packages', packageName, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((path) => {
          const name = join('packages', packageName, 'src', path)
          const isTest = /(?:^|[\\/])test-[^\\/]*\.ts$|\.test\.ts$/.test(path)
          return { name, packageName, path, text: readFileSync(join(root, name), 'utf8'), isTest }
        }),
    )
}

const all = sources()
const code = all.filter(({ isTest }) => !isTest)

/** The text without comments and template texts (programs for other processes), so that they may speak of what code must not do. */
const bare = (text: string) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')
    .replace(/`(?:\\[\s\S]|[^\\`])*`/g, '``')

/** What a file imports, static or not, types too. */
const importsOf = (text: string) =>
  [...text.matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)/g)].map((match) => (match[1] ?? match[2]) as string)

describe('the packages', () => {
  it('are all in the tables', () => {
    const names = [...new Set(all.map(({ packageName }) => packageName))].sort()
    expect([...allowed.keys()].sort()).toEqual(names)
    expect([...floors.keys()].sort()).toEqual(names)
  })

  it('import only those that the architecture lets them know', () => {
    const wrong = code.flatMap(({ name, packageName, text }) =>
      importsOf(text)
        .flatMap((specifier) => /^@mintwell\/([a-z-]+)$/.exec(specifier)?.[1] ?? [])
        .filter((imported) => !allowed.get(packageName)?.includes(imported))
        .map((imported) => `${name} imports ${imported}`),
    )
    expect(wrong).toEqual([])
  })

  it('reach each other through their faces only, never by a path into another package', () => {
    const wrong = all.flatMap(({ name, text }) =>
      importsOf(text)
        .filter((specifier) => /^(?:\.\.\/)+(?:packages\/)?[a-z-]+\/src\/|^@mintwell\/[a-z-]+\/./.test(specifier))
        .map((specifier) => `${name} imports ${specifier}`),
    )
    expect(wrong).toEqual([])
  })

  it('give the lab nothing of token but types and the fingerprint: it judges by its own means', () => {
    const wrong = code
      .filter(({ packageName }) => packageName === 'lab')
      .flatMap(({ name, text }) =>
        [...text.matchAll(/import (type )?\{([^}]*)\} from '@mintwell\/(?:token|record)'/g)]
          .filter(
            ([, type, names = '']) =>
              !type && !names.split(',').every((part) => /^\s*(type .*|fingerprint|)\s*$/.test(part)),
          )
          .map(() => name),
      )
    expect(wrong).toEqual([])
  })
})

describe('the folders of a package', () => {
  /** The folder, or the root file without its ending. */
  const roomOf = (path: string) => path.split('/')[0]?.replace(/\.ts$/, '') ?? ''
  /** The face of a package, and what starts it, stand above all floors. */
  const isTop = (path: string) => /^(?:index|main|ci-main)\.ts$/.test(path)

  it('are all in the table', () => {
    const missing = new Set(
      code
        .filter(({ path, packageName }) => !isTop(path) && !floors.get(packageName)?.has(roomOf(path)))
        .map(({ path, packageName }) => `${packageName}: ${roomOf(path)}`),
    )
    expect([...missing]).toEqual([])
  })

  it('import nothing from a floor above, and nothing from beside them', () => {
    const wrong = code.flatMap(({ name, packageName, path, text }) => {
      const levels = floors.get(packageName)
      const own = levels?.get(roomOf(path)) ?? Number.POSITIVE_INFINITY
      if (isTop(path)) return []
      return importsOf(text)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => roomOf(normalize(join(dirname(path), specifier))))
        .filter((room) => room !== roomOf(path) && (levels?.get(room) ?? Number.POSITIVE_INFINITY) >= own)
        .map((room) => `${name} imports ${room}`)
    })
    expect(wrong).toEqual([])
  })
})

describe('library code', () => {
  /** Where the outside is touched: adapters, the real clock, and the command. */
  const outside = [/^packages\/cli\//, /\/adapters\//, /^packages\/clock\/src\/real-clock\.ts$/]
  const library = code.filter(({ name }) => !outside.some((pattern) => pattern.test(name)))

  it('imports neither files nor processes of Node: these are ports, implemented in adapters', () => {
    const wrong = library.flatMap(({ name, text }) =>
      importsOf(text)
        .filter((specifier) =>
          /^(?:node:)?(?:fs|fs\/promises|child_process|os|worker_threads|timers|timers\/promises)$/.test(specifier),
        )
        .map((specifier) => `${name} imports ${specifier}`),
    )
    expect(wrong).toEqual([])
  })

  it('reads neither process nor the wall clock, and sets no timer', () => {
    const global =
      /(?<![\w.])process\.(?:env|argv|cwd|chdir|pid|ppid|kill|exit|hrtime|platform|execPath|std\w+|on|once|getuid|umask)\b|\bDate\.now\(|\bnew Date\(\)|(?<![\w.])set(?:Timeout|Interval)\(/g
    const wrong = library.flatMap(({ name, text }) =>
      [...bare(text).matchAll(global)].map(([what]) => `${name}: ${what}`),
    )
    expect(wrong).toEqual([])
  })

  it('has no default export', () => {
    const wrong = code.filter(({ text }) => /export default/.test(bare(text))).map(({ name }) => name)
    expect(wrong).toEqual([])
  })

  it('keeps files to one idea: none is longer than 250 lines, or 400 where its first line says why', () => {
    const long = code
      .filter(
        ({ text }) => text.trimEnd().split('\n').length > (text.startsWith('// Longer than 250 lines:') ? 400 : 250),
      )
      .map(({ name }) => name)
    expect(long).toEqual([])
  })
})

describe('names', () => {
  const declared = code.flatMap(({ name, text }) =>
    [...bare(text).matchAll(/^export (?:abstract )?(?:class|interface|type) (\w+)/gm)].map(([, what = '']) => ({
      what,
      name,
    })),
  )

  it('of exported types and classes have one meaning in all packages', () => {
    const files = new Map<string, string[]>()
    for (const { what, name } of declared) files.set(what, [...(files.get(what) ?? []), name])
    const twice = [...files]
      .filter(([, places]) => places.length > 1)
      .map(([what, places]) => `${what}: ${places.join(', ')}`)
    expect(twice).toEqual([])
  })
})

describe('what the repository says', () => {
  it('names sources that its readers have', () => {
    const wrong = all
      .filter(({ text }) =>
        /\(facts: (?!\w+[,)])|facts: `|design §|design\.md|`(?:entra|azure-devops|clock|peers|prove|speed|real-clients|relying-parties|yaml-language|final-yaml)\.md`/.test(
          text,
        ),
      )
      .map(({ name }) => name)
    expect(wrong).toEqual([])
  })
})

describe('tests', () => {
  it('have titles that are unique in their file', () => {
    const twice = all
      .filter(({ isTest }) => isTest)
      .flatMap(({ name, text }) => {
        const titles = [...text.matchAll(/^\s*(?:it|test)\(\s*(['"`])([\s\S]*?)\1/gm)].map(([, , title]) => title)
        return titles.filter((title, index) => titles.indexOf(title) !== index).map((title) => `${name}: ${title}`)
      })
    expect(twice).toEqual([])
  })
})
