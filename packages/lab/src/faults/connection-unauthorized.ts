import { defineFault } from './fault.ts'

export const connectionUnauthorized = defineFault({
  name: 'connection-unauthorized',
  summary: 'Azure DevOps issues no ID token for any service connection of the job',
  inCloud: 'The pipeline may not use the connection, or no task input of the stage names it',
  parameters: {},
  create() {
    return { answerOidcToken: async ({ connection }) => (connection ? 'unreferenced-connection' : undefined) }
  },
})
