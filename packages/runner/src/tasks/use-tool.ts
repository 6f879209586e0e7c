import { dirname, join } from 'node:path'
import type { TaskHost, TaskOutcome } from '@mintwell/azure-cli'
import type { BuiltInRun } from './built-in-run.ts'
import { failed } from './outcomes.ts'

/** A tool that an installer brings on a real agent. */
export interface Tool {
  /** By which names it is looked for on PATH, the first one first. */
  readonly programs: readonly string[]
  /** What makes it say its version. */
  readonly versionArguments: readonly string[]
  /** Which version the step asks for. */
  readonly wanted: (host: TaskHost) => string
  /** What the installer leaves besides PATH, in the form of logging commands. `output` is what the tool said. */
  readonly leaves?: (host: TaskHost, program: string, output: readonly string[]) => readonly string[]
}

/** An installer, which here installs nothing: it takes the tool that is on PATH, and says which version was asked for. */
export async function useTool({ host, attempt, definition }: BuiltInRun, tool: Tool): Promise<TaskOutcome> {
  const wanted = tool.wanted(host) || 'any'
  const [name = ''] = tool.programs
  const program = tool.programs.map((each) => host.which(each)).find((found) => found !== undefined)
  if (!program)
    return failed(
      `${name} is not on PATH. Here ${definition.name}@${definition.major} installs nothing and takes the ${name} of this machine (version asked for: ${wanted}): install it, or run with --stub ${definition.name}@${definition.major}.`,
    )
  const output: string[] = []
  const exitCode = await host.exec({
    file: program,
    args: tool.versionArguments,
    cwd: host.defaultWorkingDirectory,
    env: host.environment,
    onOutputLine: (line) => void output.push(line),
    onErrorLine: (line) => void output.push(line),
  })
  if (exitCode !== 0) return failed(`${program} ${tool.versionArguments.join(' ')} ended with exit code ${exitCode}.`)
  const version = output.find((line) => /\d/.test(line))?.trim() ?? ''
  attempt.log.line('plain', `Version asked for: ${wanted}. Taken as it is on this machine: ${program} (${version})`)
  for (const command of tool.leaves?.(host, program, output) ?? []) host.log(command)
  return { result: 'succeeded', message: '', exitCode }
}

const setVariable = (name: string, value: string) => `##vso[task.setvariable variable=${name}]${value}`

const node = { programs: ['node'], versionArguments: ['--version'] }
const terraform: Tool = {
  programs: ['terraform'],
  versionArguments: ['version'],
  wanted: (host) => host.input('terraformVersion'),
  leaves: (_host, program) => [setVariable('terraformLocation', program)],
}

/** The tools by their installers, `name@major` in lower case. */
export const tools: Readonly<Record<string, Tool>> = {
  'terraforminstaller@0': terraform,
  'terraforminstaller@1': terraform,
  'nodetool@0': {
    ...node,
    wanted: (host) =>
      host.input('versionSource').toLowerCase() === 'fromfile'
        ? `the one in ${host.input('versionFilePath')}`
        : host.input('versionSpec'),
  },
  'usenode@1': { ...node, wanted: (host) => host.input('version') },
  'usepythonversion@0': {
    programs: ['python', 'python3'],
    versionArguments: ['--version'],
    wanted: (host) => host.input('versionSpec'),
    leaves: leavesPython,
  },
  'usedotnet@2': {
    programs: ['dotnet'],
    versionArguments: ['--version'],
    wanted: (host) =>
      host.input('useGlobalJson').toLowerCase() === 'true' ? 'the one in global.json' : host.input('version'),
  },
  'gotool@0': {
    programs: ['go'],
    versionArguments: ['version'],
    wanted: (host) => host.input('version'),
    leaves: (host) =>
      [
        ['GOPATH', host.input('goPath')],
        ['GOBIN', host.input('goBin')],
      ].flatMap(([name = '', value = '']) => (value === '' ? [] : [setVariable(name, value)])),
  },
  'javatoolinstaller@0': {
    programs: ['java'],
    versionArguments: ['-XshowSettings:properties', '-version'],
    wanted: (host) => host.input('versionSpec'),
    leaves: (_host, _program, output) => {
      const home = output.flatMap((line) => /^\s*java\.home = (.+)$/.exec(line)?.[1] ?? [])[0]
      return home === undefined ? [] : [setVariable('JAVA_HOME', home)]
    },
  },
}

/** After UsePythonVersion there is a `python`; where the machine has `python3` alone, a script of that name stands for it. */
function leavesPython(host: TaskHost, program: string): readonly string[] {
  const location = setVariable('pythonLocation', dirname(program))
  if (!program.endsWith('python3') || host.input('addToPath').toLowerCase() === 'false') return [location]
  const directory = join(host.tempDirectory, 'mintwell-python')
  host.files.makeDirectory(directory)
  host.files.write(join(directory, 'python'), `#!/bin/sh\nexec '${program.replaceAll("'", "'\\''")}' "$@"\n`, 0o700)
  return [location, `##vso[task.prependpath]${directory}`]
}
