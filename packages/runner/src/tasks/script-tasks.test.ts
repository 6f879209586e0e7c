import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command, TaskHost } from '@mintwell/azure-cli'
import { describe, expect, it } from 'vitest'
import { runYaml } from '../run/test-run.ts'
import { runBash } from './bash.ts'
import { runCmdLine } from './cmd-line.ts'
import { runPowerShell } from './power-shell.ts'

/** A machine with these programs, which notes what a task does. */
function machine(options: {
  platform?: NodeJS.Platform
  programs?: readonly string[]
  inputs?: Readonly<Record<string, string>>
}) {
  const files = new Map<string, string>()
  const commands: (Command & { readonly script: string | undefined })[] = []
  let ids = 0
  const host: TaskHost = {
    now: () => 0,
    sleepUntil: async () => {},
    busy: (work) => work(),
    newId: () => {
      ids += 1
      return `id-${ids}`
    },
    platform: options.platform ?? 'linux',
    tempDirectory: '/temp',
    defaultWorkingDirectory: '/sources',
    environment: { PATH: '/bin' },
    loginEnvironment: {},
    input: (name) => options.inputs?.[name] ?? '',
    endpoint: () => undefined,
    feature: () => false,
    requestIdToken: async () => '',
    tokenTaken: () => {},
    setSecret: () => {},
    log: () => {},
    debug: () => {},
    issue: () => {},
    which: (name) => ((options.programs ?? ['bash']).includes(name) ? `/bin/${name}` : undefined),
    exec: async (command) => {
      commands.push({ ...command, script: files.get(command.args.at(-1) ?? '') })
      return 0
    },
    files: {
      exists: (path) => path === '/sources/there.ps1' || files.has(path),
      makeDirectory: () => {},
      makeTemporaryDirectory: (prefix) => prefix,
      read: (path) => files.get(path) ?? '',
      write: (path, content) => void files.set(path, content),
      remove: (path) => void files.delete(path),
    },
  }
  return { host, files, commands }
}

describe('Bash@3', () => {
  it('runs a file relative to the sources, and lets bash read its arguments', async () => {
    const checkOut = async (directory: string) => {
      mkdirSync(join(directory, 'scripts'))
      writeFileSync(join(directory, 'scripts', 'a.sh'), 'for a; do echo "<$a>"; done')
    }
    const run = await runYaml(
      `
steps:
- task: Bash@3
  name: a
  inputs: {targetType: filePath, filePath: scripts/a.sh, arguments: 'one "two words" $(three) $HOME_OF ''a b'''}
`,
      { checkOut, variables: { three: '3', 'Home.Of': 'there' } },
    )
    expect(run.lines('a')).toEqual(['<one>', '<two words>', '<3>', '<there>', '<a b>'])
  })

  it('names a file that is not there', async () => {
    const run = await runYaml('steps:\n- task: Bash@3\n  name: a\n  inputs: {targetType: filePath, filePath: none.sh}')
    expect(run.step('a')).toMatchObject({ result: 'failed', exitCode: null })
    expect(run.step('a').issues[0]?.message).toMatch(/none\.sh'.*does not exist/)
  })

  it('reads none of the profiles of the user, and leaves no script behind', async () => {
    const run = await runYaml(`
steps:
- bash: |
    echo 'echo profile' | tee $HOME/.bashrc >$HOME/.bash_profile
- bash: ls "$AGENT_TEMPDIRECTORY" | wc -l
  name: a
`)
    expect(run.lines('a')).toEqual(['1'])
  })

  it('says what to install where there is no bash', async () => {
    const { host } = machine({ programs: [] })
    expect(await runBash(host)).toMatchObject({ result: 'failed', message: expect.stringContaining('Install bash') })
  })
})

describe('CmdLine@2', () => {
  it('is bash, or sh where there is none', async () => {
    for (const [programs, start] of [
      [
        ['bash', 'sh'],
        ['/bin/bash', '--noprofile', '--norc'],
      ],
      [['sh'], ['/bin/sh']],
    ] as const) {
      const { host, commands, files } = machine({ programs, inputs: { script: 'echo 1' } })
      expect(await runCmdLine(host)).toMatchObject({ result: 'succeeded' })
      expect([commands[0]?.file, ...(commands[0]?.args ?? [])].slice(0, -1)).toEqual([...start])
      expect([commands[0]?.script, files.size]).toEqual(['echo 1', 0])
    }
  })

  it('is cmd.exe on Windows, with its echo off', async () => {
    const { host, commands } = machine({ platform: 'win32', programs: ['cmd'], inputs: { script: 'echo 1' } })
    await runCmdLine(host)
    expect(commands[0]).toMatchObject({ file: '/bin/cmd', script: '@echo off\r\necho 1' })
    expect(commands[0]?.args).toContain('CALL')
  })

  it('cannot run without any shell', async () => {
    expect(await runCmdLine(machine({ programs: [] }).host)).toMatchObject({ result: 'failed', exitCode: null })
  })
})

describe('PowerShell@2', () => {
  const inline = { targetType: 'inline', script: 'Write-Host 1' }

  it('says what to install where there is none', async () => {
    const { host, files } = machine({ inputs: inline })
    expect(await runPowerShell(host)).toMatchObject({
      result: 'failed',
      message: expect.stringContaining('aka.ms/powershell'),
    })
    expect(files.size).toBe(0)
  })

  it.each([
    ['linux', 'false', 'pwsh'],
    ['win32', 'true', 'pwsh'],
    ['win32', 'false', 'powershell'],
  ] as const)('on %s with pwsh %s is %s', async (platform, pwsh, program) => {
    const { host, commands } = machine({ platform, programs: ['pwsh', 'powershell'], inputs: { ...inline, pwsh } })
    await runPowerShell(host)
    expect(commands[0]?.file).toBe(`/bin/${program}`)
  })

  it('wraps the script with its preferences, and leaves neither file behind', async () => {
    const { host, commands, files } = machine({
      programs: ['pwsh'],
      inputs: { ...inline, errorActionPreference: "it's" },
    })
    let wrapper = ''
    const { exec } = host
    host.exec = async (command) => {
      wrapper = files.get('/temp/id-2.ps1') ?? ''
      return exec(command)
    }
    await runPowerShell(host)
    expect(wrapper.split('\n').slice(0, 2)).toEqual(["\ufeff$ErrorActionPreference = 'it''s'", ". '/temp/id-1.ps1'"])
    expect(wrapper).toContain('exit $LASTEXITCODE')
    expect(commands[0]?.args.at(-1)).toBe(". '/temp/id-2.ps1'")
    expect(files.size).toBe(0)
  })

  it('runs a file with its arguments, and does not remove it', async () => {
    const inputs = {
      targetType: 'filePath',
      filePath: '/sources/there.ps1',
      arguments: '-A 1',
      ignoreLASTEXITCODE: 'true',
    }
    const { host, files } = machine({ programs: ['pwsh'], inputs })
    let wrapper = ''
    host.exec = async () => {
      wrapper = [...files.values()].join('')
      return 0
    }
    await runPowerShell(host)
    expect(wrapper).toContain(". '/sources/there.ps1' -A 1")
    expect(wrapper).not.toContain('LASTEXITCODE')
  })

  it('fails a pwsh step on a machine without it, with a line that says why', async () => {
    const run = await runYaml('steps:\n- pwsh: Write-Host 1\n  name: a', { environment: { PATH: '/nowhere' } })
    expect(run.step('a').issues[0]?.message).toContain('PowerShell is not on PATH')
  })
})
