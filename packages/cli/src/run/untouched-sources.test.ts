import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UntouchedSources } from './untouched-sources.ts'

let base: string
let fills: number
let sources: UntouchedSources
let jobs: number

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'mintwell-untouched-'))
  fills = 0
  jobs = 0
  sources = new UntouchedSources(base)
})
afterEach(() => {
  rmSync(base, { recursive: true, force: true })
})

async function fill(directory: string): Promise<void> {
  fills += 1
  mkdirSync(join(directory, '.git'))
  mkdirSync(join(directory, 'sub'))
  writeFileSync(join(directory, '.git', 'HEAD'), 'commit-a')
  writeFileSync(join(directory, 'sub', 'file'), 'text-a')
  writeFileSync(join(directory, 'script.sh'), 'true', { mode: 0o644 })
  symlinkSync('script.sh', join(directory, 'link'))
}

/** A job: gets its sources, does something to them, and ends as a runner ends it. */
async function job(work: (directory: string) => void = () => {}, key = 'main'): Promise<void> {
  jobs += 1
  const workspace = join(base, `job-${jobs}`)
  const directory = join(workspace, '1', 's')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  await sources.give(directory, { key, fill })
  work(directory)
  await sources.takeBack(workspace)
  rmSync(workspace, { recursive: true, force: true })
}

/** What a job finds: every path with its mode and content. */
function look(directory: string): readonly string[] {
  const found = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()
  return found.map((path) => {
    const stat = lstatSync(join(directory, path))
    return `${path} ${stat.mode.toString(8)} ${stat.isFile() ? readFileSync(join(directory, path), 'utf8') : ''}`
  })
}

/** Puts the times of a file back, as `touch -r` does. */
function keepingTimes(path: string, change: () => void): void {
  const { atime, mtime } = statSync(path)
  change()
  utimesSync(path, atime, mtime)
}

describe('sources that a job only read', () => {
  it('are given to the next jobs without another copy', async () => {
    for (let time = 0; time < 4; time += 1) await job(look)
    expect(fills).toBe(1)
  })

  it('are not shared by two jobs at a time', async () => {
    const [one, other] = [join(base, 'x', 's'), join(base, 'y', 's')]
    for (const directory of [one, other]) {
      mkdirSync(directory, { recursive: true })
      await sources.give(directory, { key: 'main', fill })
    }
    expect([fills, statSync(join(one, 'script.sh')).ino === statSync(join(other, 'script.sh')).ino]).toEqual([2, false])
  })

  it('are not given where a copy of something else is asked for', async () => {
    await job()
    await job(() => {}, 'other')
    expect(fills).toBe(2)
  })
})

describe('sources that a job changed', () => {
  const changes: Readonly<Record<string, (directory: string) => void>> = {
    'a file written with other text of the same size': (at) => writeFileSync(join(at, 'sub', 'file'), 'text-b'),
    'a file written and its time put back': (at) =>
      keepingTimes(join(at, 'sub', 'file'), () => writeFileSync(join(at, 'sub', 'file'), 'text-b')),
    'a file appended to': (at) => appendFileSync(join(at, 'sub', 'file'), 'more'),
    'a file added': (at) => writeFileSync(join(at, 'sub', 'new'), ''),
    'a file added at the top and the folder’s time put back': (at) =>
      keepingTimes(at, () => writeFileSync(join(at, 'new'), '')),
    'an empty folder added': (at) => mkdirSync(join(at, 'sub', 'empty')),
    'a file removed': (at) => rmSync(join(at, 'sub', 'file')),
    'a mode changed': (at) => chmodSync(join(at, 'script.sh'), 0o755),
    'the mode of their own folder changed': (at) => chmodSync(at, 0o755),
    'a file replaced by its like': (at) => {
      writeFileSync(join(base, 'like'), 'text-b')
      keepingTimes(join(at, 'sub', 'file'), () => renameSync(join(base, 'like'), join(at, 'sub', 'file')))
    },
    'a file replaced by a link': (at) => {
      rmSync(join(at, 'script.sh'))
      symlinkSync('/nowhere', join(at, 'script.sh'))
    },
    'a link that leads elsewhere': (at) => {
      rmSync(join(at, 'link'))
      symlinkSync('sub/file.', join(at, 'link'))
    },
    'another commit checked out': (at) => writeFileSync(join(at, '.git', 'HEAD'), 'commit-b'),
    'a hook of git added': (at) => {
      mkdirSync(join(at, '.git', 'hooks'))
      writeFileSync(join(at, '.git', 'hooks', 'pre-commit'), 'false', { mode: 0o755 })
    },
    'all of them removed': (at) => rmSync(at, { recursive: true }),
    'their folder replaced by a link to another one': (at) => {
      renameSync(at, `${at}-moved`)
      symlinkSync(`${at}-moved`, at)
    },
  }

  for (const [title, change] of Object.entries(changes))
    it(`are made anew for the next one: ${title}`, async () => {
      let first: readonly string[] = []
      let next: readonly string[] = []
      await job((directory) => {
        first = look(directory)
        change(directory)
      })
      await job((directory) => {
        next = look(directory)
      })
      expect([fills, next]).toEqual([2, first])
    })

  it('are made anew when a process that outlived the job changed them after its end', async () => {
    await job()
    const kept = readdirSync(base).find((name) => name.startsWith('sources-'))
    appendFileSync(join(base, String(kept), 'sub', 'file'), 'late')
    let text = ''
    await job((directory) => {
      text = readFileSync(join(directory, 'sub', 'file'), 'utf8')
    })
    expect([fills, text, existsSync(join(base, String(kept)))]).toEqual([2, 'text-a', false])
  })

  it('are made anew at a second checkout within the job, over what the first one left', async () => {
    const directory = join(base, 'w', 's')
    mkdirSync(directory, { recursive: true })
    const over = { key: 'main', fill: async (target: string) => writeFileSync(join(target, 'again'), '') }
    await sources.give(directory, { key: 'main', fill })
    await sources.give(directory, over)
    await sources.takeBack(join(base, 'w'))
    expect(existsSync(join(directory, 'again'))).toBe(true)
    await job()
    expect(fills).toBe(2)
  })
})
