import { describe, expect, it } from 'vitest'
import { platformOf } from './platform.ts'

const linux = platformOf('linux', '/usr/bin/node')
const windows = platformOf('win32', 'C:\\node\\node.exe')

describe('a POSIX platform', () => {
  it.each(['linux', 'darwin', 'freebsd'] as const)(
    '%s gives the command a group of its own unless it is on a terminal, and signals the whole group',
    (name) => {
      const platform = platformOf(name, '/usr/bin/node')
      expect([platform.ownGroup(false), platform.ownGroup(true)]).toEqual([true, false])
      expect([platform.killTarget(42, true), platform.killTarget(42, false)]).toEqual([-42, 42])
      expect(platform.signals).toContain('SIGHUP')
    },
  )

  it('reports a signal as shells do', () => {
    expect([linux.exitCodeOf('SIGINT'), linux.exitCodeOf('SIGKILL'), linux.exitCodeOf('SIGTERM')]).toEqual([
      130, 137, 143,
    ])
  })

  it('finds programs on PATH, an empty entry being the working directory, and takes a path as it is', () => {
    const there = new Set(['/usr/bin/x', '/work/y', '/work/sub/z'])
    const find = (name: string, path = '/nowhere:/usr/bin/:') =>
      linux.findProgram(name, { PATH: path }, '/work', (file) => there.has(file))
    expect(find('x')).toBe('/usr/bin/x')
    expect(find('y')).toBe('/work/y')
    expect(find('sub/z')).toBe('sub/z')
    expect(find('./x')).toBeUndefined()
    expect(find('nothing')).toBeUndefined()
  })

  it('starts a program as it is, without a shell', () => {
    expect(linux.launch('/bin/x', ['a b', '$HOME'], {})).toEqual({ file: '/bin/x', args: ['a b', '$HOME'] })
  })

  it('is watched over by /bin/sh with none of our environment, which is told the directory as an argument', () => {
    const watchdog = linux.watchdog('MINTWELL_GUARD_1')
    expect(watchdog.file).toBe('/bin/sh')
    expect(watchdog.args[2]).toBe('mintwell-watchdog')
    expect(watchdog.args.at(-1)).toBe('MINTWELL_GUARD_1')
    expect(watchdog.env).toEqual({ PATH: '/usr/bin:/bin' })
  })
})

describe('Windows', () => {
  const env = { Path: 'C:\\bin;C:\\cli', PATHEXT: '.EXE;.CMD', ComSpec: 'C:\\Windows\\cmd.exe' }
  const there = new Set(['C:\\bin\\git.EXE', 'C:\\cli\\az.CMD', 'C:\\work\\build.bat', 'D:\\x.EXE'])
  const find = (name: string) => windows.findProgram(name, env, 'C:\\work', (file) => there.has(file))

  it('finds programs by PATHEXT on PATH, whatever its letters', () => {
    expect([find('git'), find('az'), find('build.bat'), find('D:\\x'), find('nothing')]).toEqual([
      'C:\\bin\\git.EXE',
      'C:\\cli\\az.CMD',
      'C:\\work\\build.bat',
      'D:\\x.EXE',
      undefined,
    ])
    expect(windows.pathName(env)).toBe('Path')
    expect(windows.pathName({})).toBe('Path')
    expect(windows.pathDelimiter).toBe(';')
  })

  it('starts a program as it is, and a batch file by cmd.exe with every word quoted', () => {
    expect(windows.launch('C:\\bin\\git.EXE', ['a b'], env)).toEqual({ file: 'C:\\bin\\git.EXE', args: ['a b'] })
    const launch = windows.launch('C:\\cli\\az.CMD', ['a & b', '%PATH%', 'say "hi"'], env)
    expect(launch.file).toBe('C:\\Windows\\cmd.exe')
    expect(launch.verbatim).toBe(true)
    const line = launch.args[3] ?? ''
    expect(line).not.toMatch(/(?<!\^)[&%]/)
    expect(launch.args.slice(0, 3)).toEqual(['/d', '/s', '/c'])
  })

  it('has no groups, and is watched over by Node', () => {
    expect(windows.ownGroup(false)).toBe(false)
    expect(windows.killTarget(42, false)).toBe(42)
    expect(windows.watchdog('MINTWELL_GUARD_1')).toMatchObject({
      file: 'C:\\node\\node.exe',
      args: ['-e', expect.stringContaining('taskkill'), 'mintwell-watchdog', 'MINTWELL_GUARD_1'],
    })
    expect(windows.signals).toContain('SIGBREAK')
  })
})
