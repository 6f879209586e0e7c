import { defineFault } from './fault.ts'

export const jobTokenExpired = defineFault({
  name: 'job-token-expired',
  summary: 'The job’s token expires while the step still runs: no more ID tokens can be requested',
  inCloud:
    'System.AccessToken lives as long as the job may run; a step that outlives it, or keeps a token of an earlier job, is refused with 401',
  parameters: {
    after: { kind: 'duration', default: '1h', summary: 'how long after the step was started' },
  },
  create({ after }) {
    return {
      answerOidcToken: async ({ at, stepOpenedAt }) => (at >= stepOpenedAt + after ? 'unauthorized' : undefined),
    }
  },
})
