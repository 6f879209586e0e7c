import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** The directories of one job, as the agent lays them out, with a HOME of its own; nothing of it is the user's. */
export interface Workspace {
  readonly root: string
  readonly home: string
  readonly temp: string
  readonly sources: string
  readonly binaries: string
  readonly staging: string
  readonly testResults: string
  readonly tools: string
  remove(): void
}

/** Makes a job's workspace, 0700, in a new directory under `parent`. */
export function makeWorkspace(parent: string): Workspace {
  const root = mkdtempSync(join(parent, 'job-'))
  const directory = (name: string) => {
    const path = join(root, name)
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return path
  }
  return {
    root,
    home: directory('home'),
    temp: directory('_temp'),
    sources: directory(join('1', 's')),
    binaries: directory(join('1', 'b')),
    staging: directory(join('1', 'a')),
    testResults: directory(join('1', 'TestResults')),
    tools: directory('_tool'),
    remove: () => {
      const remove = () => rmSync(root, { recursive: true, force: true, maxRetries: 3 })
      try {
        remove()
      } catch {
        makeWritable(root)
        remove()
      }
    },
  }
}

/** Lets the owner write to all folders below: steps leave read-only ones, as Go's module cache is, from which nothing can be removed. */
function makeWritable(directory: string): void {
  chmodSync(directory, 0o700)
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) makeWritable(join(directory, entry.name))
  }
}

/** The variables that the agent itself sets for a job (microsoft/azure-pipelines-agent, JobRunner and Constants). */
export function agentVariables(
  workspace: Workspace,
  platform: NodeJS.Platform,
  architecture: string,
): Readonly<Record<string, string>> {
  const os = platform === 'win32' ? 'Windows_NT' : platform === 'darwin' ? 'Darwin' : 'Linux'
  return {
    'Agent.Id': '1',
    'Agent.Name': 'mintwell-lab',
    'Agent.MachineName': 'mintwell-lab',
    'Agent.OS': os,
    'Agent.OSArchitecture': architecture === 'x64' ? 'X64' : architecture.toUpperCase(),
    'Agent.Version': AGENT_VERSION,
    'Agent.IsSelfHosted': '1',
    'Agent.HomeDirectory': workspace.root,
    'Agent.RootDirectory': workspace.root,
    'Agent.WorkFolder': workspace.root,
    'Agent.ToolsDirectory': workspace.tools,
    'Agent.TempDirectory': workspace.temp,
    'Agent.BuildDirectory': join(workspace.root, '1'),
    'Agent.JobStatus': 'Succeeded',
    'Pipeline.Workspace': join(workspace.root, '1'),
    'System.WorkFolder': workspace.root,
    'System.DefaultWorkingDirectory': workspace.sources,
    'System.ArtifactsDirectory': workspace.staging,
    'System.IsAzureVM': '0',
    'System.IsDockerContainer': '0',
    'Build.SourcesDirectory': workspace.sources,
    'Build.BinariesDirectory': workspace.binaries,
    'Build.StagingDirectory': workspace.staging,
    'Build.ArtifactStagingDirectory': workspace.staging,
    'Build.Repository.LocalPath': workspace.sources,
    'Common.TestResultsDirectory': workspace.testResults,
  }
}

/** The agent that the lab's runner answers for: what tasks may ask for at most (microsoft/azure-pipelines-agent releases of 2026). */
const AGENT_VERSION = '4.273.0'
