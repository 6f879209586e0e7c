import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../mintwell.ts'

/** The instructions of the Containerfile: name and rest, continued lines joined. */
const instructions = readFileSync(join(root, 'Containerfile'), 'utf8')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? []
    return { name, rest }
  })
const all = (name: string) => instructions.filter((each) => each.name === name).map(({ rest }) => rest)

describe('the Containerfile', () => {
  it('starts from an exact version of a slim Node, the same in all stages', () => {
    const images = all('FROM').map((rest) => rest.replace(/ AS \w+$/, ''))
    expect(new Set(images).size).toBe(1)
    expect(images[0]).toMatch(/^docker\.io\/library\/node:\d+\.\d+\.\d+-[a-z]+-slim$/)
  })

  it('ends as a user without rights, with the command as its entry in the form without a shell', () => {
    const [last] = instructions.filter(({ name }) => name === 'USER').slice(-1)
    expect(last?.rest).toBe('node')
    const afterUser = instructions.slice(instructions.indexOf(last ?? { name: '', rest: '' }) + 1)
    expect(afterUser.map(({ name }) => name)).toEqual(['ENTRYPOINT', 'CMD'])
    expect(JSON.parse(all('ENTRYPOINT')[0] ?? '')).toEqual(['mintwell'])
    expect(JSON.parse(all('CMD')[0] ?? '')).toEqual(['--help'])
  })

  it('installs what its steps need and no more, and leaves no lists of packages behind', () => {
    const apt = all('RUN').filter((rest) => rest.includes('apt-get install'))
    expect(apt).toHaveLength(1)
    expect(apt[0]).toMatch(/apt-get update && .*--no-install-recommends .*rm -rf \/var\/lib\/apt\/lists/)
    for (const program of ['azure-cli', 'faketime', 'bash', 'ca-certificates']) expect(apt[0]).toContain(` ${program} `)
    expect(all('RUN').find((rest) => rest.includes('--global'))).toMatch(/--ignore-scripts --offline/)
  })

  it('fetches nothing by an address of its own and takes no secret', () => {
    expect(all('ADD')).toEqual([])
    expect(all('ARG')).toEqual([])
    expect(all('RUN').join('\n')).not.toMatch(/https?:/)
  })

  it('copies neither the history nor what was built or installed outside', () => {
    const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['.git', '**/node_modules', '**/dist']))
    const scripts = all('RUN').flatMap((rest) => rest.match(/tools\/\S+\.mjs/g) ?? [])
    expect(scripts.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})
