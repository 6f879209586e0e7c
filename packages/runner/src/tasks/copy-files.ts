import { basename, join, resolve } from 'node:path'
import type { TaskOutcome } from '@mintwell/azure-cli'
import type { BuiltInRun } from './built-in-run.ts'
import { matchFiles } from './match-files.ts'
import { failed, succeeded } from './outcomes.ts'
import { flag } from './shell-script.ts'

/** CopyFiles@2: the files that the patterns choose, into a folder; what is there already stays unless `OverWrite` says otherwise. */
export async function runCopyFiles({ host, attempt }: BuiltInRun): Promise<TaskOutcome> {
  const { job, log } = attempt
  const { files } = job.ports
  const source = host.input('SourceFolder') || host.defaultWorkingDirectory
  if (!files.isDirectory(source)) return failed(`Not found SourceFolder: ${source}`)
  if (host.input('TargetFolder') === '') return failed('Input required: TargetFolder')
  const target = resolve(host.defaultWorkingDirectory, host.input('TargetFolder'))
  const chosen = matchFiles(source, files.filesBelow(source), host.input('Contents'), host.platform)
  log.line('plain', `found ${chosen.length} files`)
  if (flag(host, 'CleanTargetFolder') && files.exists(target)) {
    log.line('plain', `Cleaning target folder: ${target}`)
    files.removeTree(target)
  }
  for (const file of chosen) {
    const from = join(source, file)
    const to = join(target, flag(host, 'flattenFolders') ? basename(file) : file)
    if (files.isDirectory(to))
      return failed(`Unable to copy file ${from} to ${to}. The target path already exists as a directory.`)
    if (files.exists(to) && !flag(host, 'OverWrite')) {
      log.line('plain', `File ${from} already exist at ${to}`)
      continue
    }
    log.line('plain', `Copying ${from} to ${to}`)
    files.copy(from, to)
  }
  return succeeded
}
