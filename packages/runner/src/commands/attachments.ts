import type { CommandHandler } from './command-handler.ts'

/** A command whose data is a file that the service would take; the lab reports it as an attachment of the run and leaves the file where it is. */
function attachment(name: string, type: (properties: Readonly<Record<string, string>>) => string): CommandHandler {
  return {
    name,
    allowedWhenRestricted: false,
    run({ properties, data }, scope) {
      if (data.trim() === '') throw new Error(`${name} needs the path of a file`)
      scope.emit({
        kind: 'attachment',
        ...scope.identity,
        type: type(properties),
        name: properties.name ?? properties.artifactname ?? '',
        path: data.trim(),
      })
    },
  }
}

/** `artifact.upload artifactname=NAME`: a file or folder becomes an artifact of the run. */
const uploadArtifact: CommandHandler = {
  name: 'artifact.upload',
  allowedWhenRestricted: false,
  run({ properties, data }, scope) {
    if (data.trim() === '') throw new Error('artifact.upload needs the path of a file')
    if (!properties.artifactname) throw new Error('artifact.upload needs artifactname=NAME')
    if (!scope.publishArtifact) throw new Error('there is nowhere to keep an artifact')
    scope.publishArtifact(properties.artifactname, data.trim())
  },
}

/** The commands that hand files to the service: attachments, summaries, logs, artifacts, test results, coverage. */
export const attachments: readonly CommandHandler[] = [
  attachment('task.addattachment', ({ type }) => type ?? 'attachment'),
  attachment('task.uploadsummary', () => 'summary'),
  attachment('task.uploadfile', () => 'file'),
  attachment('build.uploadsummary', () => 'summary'),
  attachment('build.uploadlog', () => 'log'),
  uploadArtifact,
  attachment('artifact.associate', ({ type }) => type ?? 'artifact'),
  {
    name: 'results.publish',
    allowedWhenRestricted: false,
    run({ properties, data }, scope) {
      const files = properties.resultfiles ?? data
      scope.emit({
        kind: 'attachment',
        ...scope.identity,
        type: `results:${properties.type ?? ''}`,
        name: properties.runtitle ?? '',
        path: files,
      })
    },
  },
  {
    name: 'codecoverage.publish',
    allowedWhenRestricted: false,
    run({ properties }, scope) {
      scope.emit({
        kind: 'attachment',
        ...scope.identity,
        type: `coverage:${properties.codecoveragetool ?? ''}`,
        name: '',
        path: properties.summaryfile ?? '',
      })
    },
  },
]
