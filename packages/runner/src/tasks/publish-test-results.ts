import { join, resolve } from 'node:path'
import type { TaskOutcome } from '@mintwell/azure-cli'
import type { BuiltInRun } from './built-in-run.ts'
import { countTests } from './count-tests.ts'
import { matchFiles } from './match-files.ts'
import { failed, succeeded } from './outcomes.ts'
import { flag } from './shell-script.ts'

/** PublishTestResults@2: keeps the result files with the run, and says how many tests failed. */
export async function runPublishTestResults({ host, attempt }: BuiltInRun): Promise<TaskOutcome> {
  const { job, log, identity } = attempt
  const { files, store } = job.ports
  const folder = resolve(host.defaultWorkingDirectory, host.input('searchFolder'))
  const patterns = host.input('testResultsFiles')
  const all = files.isDirectory(folder) ? files.filesBelow(folder) : []
  const chosen = matchFiles(folder, all, patterns, host.platform)
  if (chosen.length === 0) {
    const message = `No test result files matching '${patterns}' were found.`
    if (flag(host, 'failTaskOnMissingResultsFile')) return failed(message)
    log.issue('warning', message)
    return succeeded
  }
  const format = host.input('testRunner')
  let total = 0
  let broken = 0
  for (const file of chosen) {
    const path = join(folder, file)
    const counts = countTests(format, files.read(path) ?? '')
    total += counts.total
    broken += counts.failed
    const name = host.input('testRunTitle') || file
    job.emit({
      kind: 'attachment',
      ...identity,
      type: `results:${format}`,
      name,
      path: store.keep('test-results', path),
    })
  }
  log.line('plain', `${total} tests in ${chosen.length} ${chosen.length === 1 ? 'file' : 'files'}, ${broken} failed.`)
  if (broken === 0 || !flag(host, 'failTaskOnFailedTests')) return succeeded
  return failed('There are one or more test failures detected in result files.')
}
