import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './mintwell.ts'

/** Who may import whom; the table in ARCHITECTURE.md. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  clock: [],
  certificate: [],
  token: [],
  diagnose: ['token'],
  client: ['certificate', 'clock', 'diagnose', 'token'],
  'azure-cli': ['client', 'clock', 'token'],
  'azure-cli-task': ['azure-cli', 'client', 'clock', 'diagnose', 'token'],
  record: ['clock', 'token'],
  lab: ['certificate', 'clock', 'record', 'token'],
  language: ['clock'],
  runner: ['azure-cli', 'clock', 'language', 'record', 'token'],
  cli: ['azure-cli', 'certificate', 'client', 'clock', 'diagnose', 'lab', 'language', 'record', 'runner', 'token'],
}

interface Source {
  readonly name: string
  readonly packageName: string
  readonly text: string
  readonly isTest: boolean
}

function sources(): Source[] {
  return readdirSync(join(root, 'packages'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && allowed[entry.name] !== undefined)
    .flatMap(({ name: packageName }) =>
      readdirSync(join(root, 'packages', packageName, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => {
          const name = join('packages', packageName, 'src', file)
          return {
            name,
            packageName,
            text: readFileSync(join(root, name), 'utf8'),
            isTest: /(?:^|[\\/])test-[^\\/]*\.ts$|\.test\.ts$/.test(file),
          }
        }),
    )
}

const all = sources()
const code = all.filter(({ isTest }) => !isTest)

/** The text without comments, so that prose may speak of what code must not do. */
const bare = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')

describe('the packages', () => {
  it('import only those that the architecture lets them know', () => {
    const wrong = code.flatMap(({ name, packageName, text }) =>
      [...text.matchAll(/from '@mintwell\/([a-z-]+)'|import\('@mintwell\/([a-z-]+)'\)/g)]
        .map((match) => (match[1] ?? match[2]) as string)
        .filter((imported) => !allowed[packageName]?.includes(imported))
        .map((imported) => `${name} imports ${imported}`),
    )
    expect(wrong).toEqual([])
  })

  it('reach each other through their faces only, never by a path into another package', () => {
    const wrong = all.flatMap(({ name, text }) =>
      /from '(?:\.\.\/)+(?:packages\/)?(?:token|client|lab|language|record|runner|diagnose|clock|certificate)\/src/.test(
        text,
      )
        ? [name]
        : [],
    )
    expect(wrong).toEqual([])
  })

  it('take of token nothing but types and the fingerprint in the lab, which judges by its own means', () => {
    const wrong = code
      .filter(({ packageName }) => packageName === 'lab')
      .flatMap(({ name, text }) =>
        [...text.matchAll(/import (type )?\{([^}]*)\} from '@mintwell\/token'/g)]
          .filter(
            ([, type, names]) =>
              !type &&
              (names ?? '')
                .split(',')
                .some((part) => part.trim() !== '' && !/^\s*(type .*|fingerprint)\s*$/.test(part)),
          )
          .map(() => name),
      )
    expect(wrong).toEqual([])
  })
})

/** Where the outside is touched by design: adapters, and the command. */
const adapters = [/packages\/cli\//, /packages\/clock\/src\/real-clock\.ts/, /\/adapters\//, /\/platform[^/]*\.ts$/]

describe('library code', () => {
  const library = code.filter(({ name }) => !adapters.some((pattern) => pattern.test(name)))

  it('reads no environment, no working directory and no wall clock of its own', () => {
    const wrong = library.flatMap(({ name, text }) =>
      [...bare(text).matchAll(/process\.env\b|process\.chdir|process\.cwd\(|Date\.now\(/g)].map(
        ([what]) => `${name}: ${what}`,
      ),
    )
    expect(wrong).toEqual([])
  })

  it('has no default export', () => {
    const wrong = code.flatMap(({ name, text }) =>
      [...bare(text).matchAll(/export default/g)].map(([what]) => `${name}: ${what}`),
    )
    expect(wrong).toEqual([])
  })

  it('keeps files to one idea: none is longer than 400 lines', () => {
    const long = code.filter(({ text }) => text.split('\n').length > 400).map(({ name }) => name)
    expect(long).toEqual([])
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
