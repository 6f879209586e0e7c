import { foreignLines } from '@mintwell/token'
import type { Environment } from '../environment.ts'

/** The CI whose log is written; `plain` elsewhere. */
export type Ci = 'azure-pipelines' | 'github-actions' | 'plain'

/**
 * Which CI reads this log, by the variable that each sets for every step (`TF_BUILD`, `GITHUB_ACTIONS`). `MINTWELL_LOG_FORMAT=plain` says that none does, as where the lab
 * gives such variables to a command on a terminal.
 */
export function detectCi(env: Environment): Ci {
  if (env.MINTWELL_LOG_FORMAT === 'plain') return 'plain'
  if (env.TF_BUILD?.toLowerCase() === 'true') return 'azure-pipelines'
  return env.GITHUB_ACTIONS === 'true' ? 'github-actions' : 'plain'
}

/** Lines for the log of a step, in the form of its CI: a warning or an error is an issue of the pipeline. */
export interface CiLog {
  info(text: string): void
  warning(text: string): void
  error(text: string): void
  /** Registers a secret with the CI, before anything could print it. Outside of a CI nothing is written. */
  mask(secret: string): void
}

/** Azure Pipelines' escapes for the data of a command (microsoft/azure-pipelines-agent); GitHub's (actions/toolkit). */
const azureData = (text: string) => text.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const githubData = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/**
 * Makes a log that writes whole lines, in which nothing foreign is a command, moves a terminal's cursor or is a token. A secret of several lines is registered line by line, as both CIs mask by lines.
 *
 * @param write takes one or more whole lines, each with its end; both CIs read commands from standard error as from standard output
 */
export function createCiLog(ci: Ci, write: (lines: string) => void): CiLog {
  const { info, warning, error, mask } = formOf(ci, write)
  return {
    info: (text) => info(foreignLines(text)),
    warning: (text) => warning(foreignLines(text)),
    error: (text) => error(foreignLines(text)),
    mask,
  }
}

function formOf(ci: Ci, write: (lines: string) => void): CiLog {
  if (ci === 'azure-pipelines') {
    return {
      info: (text) => write(`mintwell: ${text}\n`),
      warning: (text) => write(`##vso[task.logissue type=warning]mintwell: ${azureData(text)}\n`),
      error: (text) => write(`##vso[task.logissue type=error]mintwell: ${azureData(text)}\n`),
      // Read anywhere in a line, so that what the command left half-written does no harm.
      mask: (secret) =>
        write(
          secret
            .split(/\r?\n/)
            .map((line) => `##vso[task.setsecret]${azureData(line)}\n`)
            .join(''),
        ),
    }
  }
  if (ci === 'github-actions') {
    return {
      info: (text) => write(`mintwell: ${text}\n`),
      warning: (text) => write(`::warning title=mintwell::${githubData(text)}\n`),
      error: (text) => write(`::error title=mintwell::${githubData(text)}\n`),
      // Read only where it begins a line: behind a line that the command has not ended it would be shown.
      mask: (secret) =>
        write(
          secret
            .split(/\r?\n/)
            .map((line) => `\n::add-mask::${githubData(line)}\n`)
            .join(''),
        ),
    }
  }
  return {
    info: (text) => write(`mintwell: ${text}\n`),
    warning: (text) => write(`mintwell: warning: ${text}\n`),
    error: (text) => write(`mintwell: error: ${text}\n`),
    mask: () => {},
  }
}
