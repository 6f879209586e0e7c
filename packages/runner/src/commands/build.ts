import type { CommandHandler } from './command-handler.ts'

/** `build.updatebuildnumber`: the run's name from here on. */
export const updateBuildNumber: CommandHandler = {
  name: 'build.updatebuildnumber',
  allowedWhenRestricted: false,
  run({ data }, scope) {
    if (data.trim() === '') throw new Error('build.updatebuildnumber needs a number')
    scope.variables.set('Build.BuildNumber', data.trim())
    scope.emit({ kind: 'run-named', name: data.trim() })
  },
}

/** `build.addbuildtag`: a tag on the run. */
export const addBuildTag: CommandHandler = {
  name: 'build.addbuildtag',
  allowedWhenRestricted: false,
  run({ data }, scope) {
    if (data.trim() === '') throw new Error('build.addbuildtag needs a tag')
    scope.emit({ kind: 'run-tagged', tag: data.trim() })
  },
}

/** `release.updatereleasename` has no release to name here, as in a build on the agent. */
export const updateReleaseName: CommandHandler = {
  name: 'release.updatereleasename',
  allowedWhenRestricted: false,
  run(_command, scope) {
    scope.warn('release.updatereleasename names a classic release; a pipeline run has none')
  },
}

/** `telemetry.publish area=…;feature=…`: on the agent it goes to the service; here it goes nowhere. Its data must be JSON, as there. */
export const publishTelemetry: CommandHandler = {
  name: 'telemetry.publish',
  allowedWhenRestricted: true,
  run({ properties, data }, scope) {
    if (!properties.area || !properties.feature) throw new Error('telemetry.publish needs area= and feature=')
    if (!isJsonObject(data)) return scope.warn('The data of telemetry.publish is not a JSON object.')
    scope.debug(`telemetry ${properties.area}/${properties.feature} ${data}`)
  },
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

/** `plugininternal.updaterepositorypath`: the agent's own, for checkout; the lab's checkout does not move. */
export const updateRepositoryPath: CommandHandler = {
  name: 'plugininternal.updaterepositorypath',
  allowedWhenRestricted: false,
  run({ data }, scope) {
    scope.debug(`repository path ${data}`)
  },
}
