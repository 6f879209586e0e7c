import type { CommandHandler } from './command-handler.ts'

/** `task.logissue type=error|warning;…`: an issue of the step, and a line in its log. */
export const logIssue: CommandHandler = {
  name: 'task.logissue',
  allowedWhenRestricted: true,
  run({ properties, data }, scope) {
    const type = properties.type?.toLowerCase()
    if (type !== 'error' && type !== 'warning')
      throw new Error(`task.logissue takes type=error or type=warning, not '${properties.type ?? ''}'`)
    const file = properties.sourcepath
    const place = file
      ? `${file}${properties.linenumber ? `(${properties.linenumber},${properties.columnnumber ?? '0'})` : ''}: `
      : ''
    const code = properties.code ? `${properties.code}: ` : ''
    const message = `${place}${code}${data}`
    scope.addIssue({ type, message })
    scope.emit({ kind: 'line', ...scope.identity, line: type, text: message })
  },
}
