export { type Clock, type Instant, realClock } from './clock.ts'
export { formatDuration, parseDuration } from './duration.ts'
export { formatInstant, parseInstant } from './instant.ts'
export type { JobActivity, JobClock, RunningJob } from './job-clock.ts'
