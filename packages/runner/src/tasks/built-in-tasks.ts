import { runAzureCli, runFreshAzureCli } from '@mintwell/azure-cli'
import { runBash } from './bash.ts'
import type { BuiltInTask } from './built-in-run.ts'
import { runCmdLine } from './cmd-line.ts'
import { runCopyFiles } from './copy-files.ts'
import { runDelay } from './delay.ts'
import { runDownload, runDownloadBuildArtifacts, runDownloadPipelineArtifact } from './download-artifact.ts'
import { runInvokeRestApi } from './invoke-rest-api.ts'
import { runManualValidation } from './manual-validation.ts'
import { runMintwellSetup } from './mintwell-setup.ts'
import { runPowerShell } from './power-shell.ts'
import { runPublishBuildArtifacts, runPublishPipelineArtifact } from './publish-artifact.ts'
import { runPublishTestResults } from './publish-test-results.ts'
import { tools, useTool } from './use-tool.ts'

/** The built-in tasks, by `name@major` in lower case. A new one is a file beside these, its definition, and a line here. */
export const builtInTasks: ReadonlyMap<string, BuiltInTask> = new Map<string, BuiltInTask>([
  ['bash@3', ({ host }) => runBash(host)],
  ['cmdline@2', ({ host }) => runCmdLine(host)],
  ['powershell@2', ({ host }) => runPowerShell(host)],
  ['azurecli@1', ({ host, policy }) => runAzureCli(host, 1, policy)],
  ['azurecli@2', ({ host, policy }) => runAzureCli(host, 2, policy)],
  ['azurecli@3', ({ host, policy }) => runAzureCli(host, 3, policy)],
  ['publishpipelineartifact@1', runPublishPipelineArtifact],
  ['downloadpipelineartifact@2', runDownloadPipelineArtifact],
  ['download@1', runDownload],
  ['publishbuildartifacts@1', runPublishBuildArtifacts],
  ['downloadbuildartifacts@0', runDownloadBuildArtifacts],
  ['downloadbuildartifacts@1', runDownloadBuildArtifacts],
  ['copyfiles@2', runCopyFiles],
  ['publishtestresults@2', runPublishTestResults],
  ['delay@1', runDelay],
  ['manualvalidation@0', runManualValidation],
  ['manualvalidation@1', runManualValidation],
  ['invokerestapi@1', runInvokeRestApi],
  ...Object.entries(tools).map(([name, tool]): [string, BuiltInTask] => [name, (run) => useTool(run, tool)]),
  ['mintwellazurecli@1', ({ fresh }) => runFreshAzureCli(fresh())],
  ['mintwellsetup@1', ({ host, command }) => runMintwellSetup(host, command())],
])

/** Tasks that deal with the end of their time themselves, by `name@major` in lower case: the step's timeout does not end them. */
export const keepOwnTime: ReadonlySet<string> = new Set(['manualvalidation@0', 'manualvalidation@1'])
