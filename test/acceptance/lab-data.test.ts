import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwell, mintwellBin, temporaryDirectory } from '../mintwell.ts'

/** Prints the ids of the connection that the command was given. */
const SHOW = [
  process.execPath,
  '-p',
  'JSON.stringify([process.env.AZURESUBSCRIPTION_CLIENT_ID, process.env.SYSTEM_COLLECTIONID])',
]

describe('mintwell lab --data', () => {
  it('keeps keys and objects for the next lab, in a file that only the owner can read', async () => {
    const data = join(temporaryDirectory(), 'data')
    const run = () => mintwell(['lab', 'exec', '--data', data, '--connection', 'kept', '--', ...SHOW])
    const first = await run()
    expect(first.code, first.stderr).toBe(0)
    const file = join(data, 'lab.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const stored = readFileSync(file, 'utf8')
    expect(JSON.parse(stored).objects.connections).toMatchObject([{ name: 'kept' }])
    const second = await run()
    expect(second.stdout).toBe(first.stdout)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(stored))
    expect(existsSync(`${file}.new`)).toBe(false)
  })

  it('says in clear words that a file is none of a lab’s, and leaves it', async () => {
    const data = temporaryDirectory()
    const file = join(data, 'lab.json')
    for (const text of [
      '{"broken',
      '{}',
      'null',
      '{"seed":"s","entra":{"keys":[]},"ado":{"keys":[]},"objects":{"schema":7}}',
    ]) {
      writeFileSync(file, text)
      const { code, stderr } = await mintwell(['lab', 'exec', '--data', data, '--', 'true'])
      expect(code).not.toBe(0)
      expect(stderr).toMatch(/The stored state of a lab cannot be read/)
      expect(stderr).not.toMatch(/^\s+at /m)
      expect(readFileSync(file, 'utf8')).toBe(text)
    }
  })

  it('is one lab’s at a time: a second is told whose it is, and what a killed one left is taken over', async () => {
    const data = join(temporaryDirectory(), 'data')
    const inner = [process.execPath, mintwellBin, 'lab', 'exec', '--data', data, '--', 'true']
    const { code, stderr } = await mintwell(['lab', 'exec', '--data', data, '--', ...inner])
    expect(code).toBe(125)
    expect(stderr).toMatch(
      /Another lab keeps its keys and objects in this directory: .*; process \d+\. Stop that lab first/,
    )
    const killed = [process.execPath, '-e', 'process.kill(process.ppid, "SIGKILL")']
    await mintwell(['lab', 'exec', '--data', data, '--', ...killed])
    expect(readdirSync(data).sort()).toEqual(['lab.json', 'lab.lock'])
    expect((await mintwell(['lab', 'exec', '--data', data, '--', 'true'])).code).toBe(0)
    expect(readdirSync(data)).toEqual(['lab.json'])
  })

  it('on a path that cannot be made ends with why, and opens nothing', async () => {
    const file = join(temporaryDirectory(), 'file')
    writeFileSync(file, '')
    for (const data of [file, join(file, 'below'), ...(existsSync('/proc/self') ? ['/proc/mintwell'] : [])]) {
      const { code, stderr } = await mintwell(['lab', 'up', '--data', data])
      expect({ data, code }).toEqual({ data, code: 2 })
      expect(stderr).toMatch(
        /^mintwell lab up: The keys and objects of a lab cannot be kept in this directory: .*; reason "E\w+"\./,
      )
    }
  })
})
