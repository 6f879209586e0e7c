import { attachments } from './attachments.ts'
import { addBuildTag, publishTelemetry, updateBuildNumber, updateReleaseName, updateRepositoryPath } from './build.ts'
import type { CommandHandler } from './command-handler.ts'
import { complete } from './complete.ts'
import { logIssue } from './log-issue.ts'
import { debug, logDetail, prependPath, setProgress } from './progress.ts'
import { setEndpoint } from './set-endpoint.ts'
import { setSecret, setTaskVariable, setVariable } from './set-variable.ts'

const handlers: readonly CommandHandler[] = [
  logIssue,
  { ...logIssue, name: 'task.issue' },
  setVariable,
  setTaskVariable,
  setSecret,
  setEndpoint,
  complete,
  setProgress,
  logDetail,
  debug,
  prependPath,
  ...attachments,
  updateBuildNumber,
  addBuildTag,
  updateReleaseName,
  publishTelemetry,
  updateRepositoryPath,
]

/** Every logging command that a step can emit (microsoft/azure-pipelines-agent, worker command extensions), by `area.event`. */
export const loggingCommands: ReadonlyMap<string, CommandHandler> = new Map(
  handlers.map((handler) => [handler.name, handler]),
)

/** The areas that have commands: a command of another area is not found, an unknown one of these fails the step. */
export const commandAreas: ReadonlySet<string> = new Set(handlers.map(({ name }) => name.slice(0, name.indexOf('.'))))
