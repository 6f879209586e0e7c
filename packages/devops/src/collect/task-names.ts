import type { BuildRecord } from '../resources/timelines.ts'

/** Tasks that take no service connection (`task.json` of microsoft/azure-pipelines-tasks), so that those are left that may. */
const WITHOUT_CONNECTION =
  /^(?:Checkout|Bash|CmdLine|PowerShell|ShellScript|BatchScript|Cache|CopyFiles|DeleteFiles|ArchiveFiles|ExtractFiles|Publish\w+|Download(?:BuildArtifacts|PipelineArtifact|SecureFile)|UseDotNet|UsePythonVersion|UseNode|UseRubyVersion|NodeTool|GoTool|JavaToolInstaller|DotNetCoreCLI|VSBuild|VSTest|MSBuild|Delay|ManualValidation|reviewApp)$/i

/** The tasks of a run that may take a service connection, with their versions, each once, in the order of their names. */
export function taskNames(records: readonly BuildRecord[]): readonly string[] {
  const names = records.flatMap(({ task }) =>
    task && !WITHOUT_CONNECTION.test(task.name) ? [task.version ? `${task.name}@${task.version}` : task.name] : [],
  )
  return [...new Set(names)].sort()
}
