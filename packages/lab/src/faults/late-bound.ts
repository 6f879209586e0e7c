import { defineFault } from './fault.ts'

/** How Azure Pipelines tells its tasks of a feature: a variable of the job, upper case, because tasks read it from their environment. */
const FEATURE_VARIABLE = 'DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN'

/** The feature came with azure-pipelines-tasks#21580 (December 2025): a task takes a bound token unread and asks for none. */
export const lateBound = defineFault({
  name: 'late-bound',
  summary: 'The service puts an old ID token into the service connection of every job, and tasks take it unread',
  inCloud: 'The pipeline feature EnableLateBoundIdToken, with a token that was bound long before the step runs',
  parameters: {
    age: { kind: 'duration', default: '20h', summary: 'how long ago the token was minted when the job starts' },
    lifetime: { kind: 'duration', default: '24h', summary: 'its lifetime, from minting to expiry' },
  },
  create({ age, lifetime }) {
    return {
      jobVariables: { [FEATURE_VARIABLE]: 'true' },
      bindIdToken: ({ at }, mint) => mint({ mintedAt: at - age, lifetimeSeconds: Math.round(lifetime / 1_000) }),
    }
  },
})
