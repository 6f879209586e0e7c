import { withValue } from '@mintwell/azure-cli'
import type { CommandHandler } from './command-handler.ts'

/** The system's own connection, which no command may change. */
const SYSTEM_ENDPOINT = '00000000-0000-0000-0000-000000000000'

/**
 * `task.setendpoint id=GUID;field=authParameter|dataParameter|url;key=K`: changes the connection for the rest of the job. This is one way in which a
 * late-bound ID token gets in.
 */
export const setEndpoint: CommandHandler = {
  name: 'task.setendpoint',
  allowedWhenRestricted: false,
  run({ properties, data }, scope) {
    const id = properties.id?.toLowerCase() ?? ''
    if (id === SYSTEM_ENDPOINT) return scope.warn('task.setendpoint does not change the system connection')
    const endpoint = scope.endpoints.get(id)
    if (!endpoint)
      throw new Error(`task.setendpoint: no service connection with the id '${properties.id ?? ''}' in this job`)
    const field = properties.field?.toLowerCase()
    const key = properties.key ?? ''
    if (field === 'url') {
      scope.endpoints.set(id, { ...endpoint, url: data })
    } else if (field === 'authparameter' && key) {
      scope.addSecret(data)
      scope.endpoints.set(id, { ...endpoint, parameters: withValue(endpoint.parameters, key, data) })
    } else if (field === 'dataparameter' && key) {
      scope.endpoints.set(id, { ...endpoint, data: withValue(endpoint.data, key, data) })
    } else {
      throw new Error('task.setendpoint takes field=authParameter, dataParameter (both with key=) or url')
    }
  },
}
