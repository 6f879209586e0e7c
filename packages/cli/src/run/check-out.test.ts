import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSources } from './check-out.ts'
import { currentBranch } from './git-repository.ts'

let base: string
let source: string
let target: string

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'mintwell-checkout-'))
  source = join(base, 'source')
  target = join(base, 'target')
  mkdirSync(source)
  mkdirSync(target)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(base, { recursive: true, force: true })
})

function write(name: string, text = name): void {
  mkdirSync(dirname(join(source, name)), { recursive: true })
  writeFileSync(join(source, name), text)
}

const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: source, stdio: 'ignore' })

/** All files below the target, in order. */
function copied(): string[] {
  return readdirSync(target, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('.git/') && !lstatSync(join(target, name)).isDirectory())
    .sort()
}

/** Checks out for a pipeline file below the source, and gives what was said of it. */
async function checkOut(pipeline = 'azure-pipelines.yml', times = 1): Promise<string[]> {
  const notes: string[] = []
  const sources = createSources(join(source, pipeline), base, (text) => notes.push(text))
  for (let time = 0; time < times; time += 1) await sources.checkOut(target, 'refs/heads/main')
  return notes
}

describe('a pipeline in a git repository', () => {
  it('gets what git knows: committed, changed and new files, but neither ignored nor removed ones', async () => {
    git('init', '-q')
    for (const name of ['kept', 'changed', 'gone', 'sub/dir/azure-pipelines.yml', 'with space/é\n']) write(name)
    write('.gitignore', 'node_modules\n*.log\n')
    git('add', '.')
    git('commit', '-qm', 'first')
    write('changed', 'new content')
    write('untracked')
    write('noise.log')
    write('node_modules/x')
    rmSync(join(source, 'gone'))
    expect(await checkOut('sub/dir/azure-pipelines.yml', 2)).toEqual([
      'files that git ignores are not in the workspace, as on an agent: node_modules/, noise.log',
    ])
    expect(copied()).toEqual(
      ['.gitignore', 'changed', 'kept', 'sub/dir/azure-pipelines.yml', 'untracked', 'with space/é\n'].sort(),
    )
    expect(readFileSync(join(target, 'changed'), 'utf8')).toBe('new content')
  })

  it('gets modes and links as they are, and changes nothing of the user', async () => {
    git('init', '-q')
    write('script.sh')
    chmodSync(join(source, 'script.sh'), 0o755)
    symlinkSync('script.sh', join(source, 'link'))
    symlinkSync('/nowhere', join(source, 'dangling'))
    await checkOut()
    expect(statSync(join(target, 'script.sh')).mode & 0o777).toBe(0o755)
    expect(readlinkSync(join(target, 'link'))).toBe('script.sh')
    expect(readlinkSync(join(target, 'dangling'))).toBe('/nowhere')
    writeFileSync(join(target, 'link'), 'written by a step')
    expect(readFileSync(join(source, 'script.sh'), 'utf8')).toBe('script.sh')
  })

  it('gets its own repository, though a hook of git points elsewhere', async () => {
    git('init', '-q')
    write('own')
    vi.stubEnv('GIT_DIR', join(base, 'other.git'))
    vi.stubEnv('GIT_INDEX_FILE', join(base, 'other-index'))
    await checkOut()
    expect(copied()).toEqual(['own'])
  })

  it('gets the files of its folder where git refuses', async () => {
    mkdirSync(join(source, '.git'))
    write('sub/azure-pipelines.yml')
    write('beside')
    await checkOut('sub/azure-pipelines.yml')
    expect(copied()).toEqual(['azure-pipelines.yml'])
  })
})

describe('the workspace of a pipeline in a git repository', () => {
  const inTarget = (...args: readonly string[]) =>
    execFileSync('git', ['-C', target, ...args], { encoding: 'utf8' }).trim()

  beforeEach(() => {
    git('init', '-q', '-b', 'feature/x')
    write('a')
    git('add', '.')
    git('commit', '-qm', 'first')
    write('a', 'second text')
    git('commit', '-qam', 'second')
    git('remote', 'add', 'origin', 'https://user:secret@example.com/repo.git')
  })

  it('is a shallow repository at the same commit, detached, with the branch of origin and no credentials', async () => {
    const sources = createSources(join(source, 'p.yml'), base, () => {})
    const commit = await sources.commit()
    await sources.checkOut(target, 'refs/heads/feature/x')
    expect(inTarget('rev-parse', 'HEAD')).toBe(commit)
    expect(inTarget('rev-parse', 'refs/remotes/origin/feature/x')).toBe(commit)
    expect(inTarget('log', '--format=%s')).toBe('second')
    expect(inTarget('rev-parse', '--is-shallow-repository')).toBe('true')
    expect(inTarget('status', '--porcelain')).toBe('')
    expect(inTarget('diff-index', '--name-only', 'HEAD')).toBe('')
    expect(inTarget('remote', 'get-url', 'origin')).toBe('https://example.com/repo.git')
    expect(await currentBranch(join(source, 'p.yml'))).toBe('refs/heads/feature/x')
  })

  it('shows what is changed and not committed, and takes commits that the user never sees', async () => {
    write('a', 'changed')
    await checkOut()
    expect(inTarget('status', '--porcelain')).toBe('M a')
    inTarget('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qam', 'of a step')
    expect(inTarget('log', '--format=%s')).toBe('of a step\nsecond')
    expect(execFileSync('git', ['-C', source, 'log', '--format=%s'], { encoding: 'utf8' })).toBe('second\nfirst\n')
  })

  describe('in the next job', () => {
    /** Checks out for two jobs one after the other, with something done between; gives the inode of a file in each. */
    async function twice(between: () => void): Promise<readonly number[]> {
      const sources = createSources(join(source, 'p.yml'), base, () => {})
      const workspace = join(base, 'job')
      const inodes: number[] = []
      for (const work of [between, () => {}]) {
        target = join(workspace, String(inodes.length))
        mkdirSync(target, { recursive: true })
        await sources.checkOut(target, 'refs/heads/feature/x')
        inodes.push(statSync(join(target, 'a')).ino)
        work()
        if (work === between) await sources.takeBack(workspace)
      }
      return inodes
    }

    it('is the same copy, which git finds clean, where the first one only read', async () => {
      const [first, next] = await twice(() => void inTarget('log'))
      expect([next, inTarget('status', '--porcelain')]).toEqual([first, ''])
    })

    it('has nothing of a commit, a branch or an index of the first one', async () => {
      await twice(() => {
        writeFileSync(join(target, 'a'), 'of a step')
        inTarget('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qam', 'of a step')
        inTarget('branch', 'mine')
      })
      expect(inTarget('log', '--format=%s')).toBe('second')
      expect(inTarget('branch', '--list', 'mine')).toBe('')
      expect(readFileSync(join(target, 'a'), 'utf8')).toBe('second text')
    })

    it('has what the user has changed meanwhile', async () => {
      await twice(() => write('a', 'third text!'))
      expect(readFileSync(join(target, 'a'), 'utf8')).toBe('third text!')
    })
  })

  it('is right in a work tree of another repository too', async () => {
    const tree = join(base, 'tree')
    git('worktree', 'add', '-q', '-b', 'other', tree)
    const sources = createSources(join(tree, 'p.yml'), base, () => {})
    await sources.checkOut(target, 'refs/heads/other')
    expect(inTarget('rev-parse', 'HEAD')).toBe(await sources.commit())
    expect(await currentBranch(join(tree, 'p.yml'))).toBe('refs/heads/other')
  })
})

describe('a pipeline outside of any repository', () => {
  it('gets the files of its folder, without node_modules', async () => {
    for (const name of ['azure-pipelines.yml', 'a/b/c', 'node_modules/x', '..dots']) write(name)
    expect(await checkOut()).toEqual([])
    expect(copied()).toEqual(['..dots', 'a/b/c', 'azure-pipelines.yml'])
  })

  it('gets nothing of a folder that is too large, and says so once for all runs', async () => {
    for (let index = 0; index <= 2_000; index += 1) writeFileSync(join(source, `f${index}`), '')
    const notes = await checkOut('azure-pipelines.yml', 3)
    expect(notes).toHaveLength(1)
    expect(notes[0]).toContain('2000')
    expect(copied()).toEqual([])
  })

  it('gets nothing when the workspace lies in its folder: a copy would hold itself', async () => {
    const inside = join(source, 'tmp', 'job')
    mkdirSync(inside, { recursive: true })
    const notes: string[] = []
    await createSources(join(source, 'p.yml'), base, (text) => notes.push(text)).checkOut(inside, 'refs/heads/main')
    expect([notes.length, readdirSync(inside)]).toEqual([1, []])
  })
})
