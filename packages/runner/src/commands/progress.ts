import type { CommandHandler } from './command-handler.ts'
import { whyNotSettable } from './set-variable.ts'

/** `task.setprogress value=0..100`: how far the step is. */
export const setProgress: CommandHandler = {
  name: 'task.setprogress',
  allowedWhenRestricted: true,
  run({ properties, data }, scope) {
    const percent = Number(properties.value)
    if (!Number.isInteger(percent) || percent < 0 || percent > 100)
      throw new Error('task.setprogress takes value=0 to value=100')
    scope.emit({ kind: 'progress', ...scope.identity, percent, text: data })
  },
}

/** `task.logdetail id=GUID;…`: a record of a timeline of the step's own. The lab keeps it as a line for those who debug. */
export const logDetail: CommandHandler = {
  name: 'task.logdetail',
  allowedWhenRestricted: true,
  run({ properties, data }, scope) {
    if (!properties.id) throw new Error('task.logdetail needs id=GUID')
    scope.debug(`detail ${properties.id} ${properties.state ?? ''} ${properties.result ?? ''} ${data}`.trim())
  },
}

/** `task.debug`: a line that shows where `System.Debug` is true. */
export const debug: CommandHandler = {
  name: 'task.debug',
  allowedWhenRestricted: true,
  run({ data }, scope) {
    scope.debug(data)
  },
}

/** `task.prependpath`: the directory stands first on PATH of the steps that follow. */
export const prependPath: CommandHandler = {
  name: 'task.prependpath',
  allowedWhenRestricted: true,
  run({ data }, scope) {
    if (data.trim() === '') throw new Error('task.prependpath needs a directory')
    const forbidden = whyNotSettable('PATH', scope)
    if (forbidden) return scope.warn(forbidden)
    scope.prependPath(data.trim())
  },
}
