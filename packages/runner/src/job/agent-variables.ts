import { join } from 'node:path'
import type { Processes } from '../ports/ports.ts'
import type { Workspace } from './workspace.ts'

/** The variables that the agent itself sets for a job (microsoft/azure-pipelines-agent, JobRunner and Constants). */
export function agentVariables(
  workspace: Workspace,
  { platform, architecture }: Pick<Processes, 'platform' | 'architecture'>,
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
