import type { History, HistoryAgent, HistoryJob } from '@mintwell/evidence'

/** What support asks for, and what of it the history has: task and agent versions, where it ran, the connection, the decoded times of several runs. */
export function supportLines({ runs, tokens }: History): readonly string[] {
  const jobs = runs.flatMap((run) => run.jobs)
  const steps = jobs.flatMap((job) => job.steps)
  const tasks = distinct(
    steps.flatMap(({ task, taskVersion }) =>
      task === null ? [] : [taskVersion === null ? task : `${task} ${taskVersion}`],
    ),
  )
  const connections = distinct(
    steps.flatMap(({ connection, connectionId }) =>
      connection === null && connectionId === null
        ? []
        : [[connection, connectionId].filter((part) => part !== null).join(' ')],
    ),
  )
  const timed = tokens.filter(({ notBefore, expiresAt }) => notBefore !== null || expiresAt !== null)
  return [
    ...one('task', tasks),
    ...one('agent', distinct(jobs.flatMap(agentText))),
    ...one('service connection', connections),
    ...one('issuer', distinct(tokens.flatMap(({ issuer }) => issuer ?? []))),
    ...one('run', distinct(runs.flatMap(({ url }) => url ?? []))),
    ...timed.slice(0, 20).map(({ notBefore, expiresAt }) => `token: nbf ${isoOf(notBefore)}, exp ${isoOf(expiresAt)}`),
    ...missing({ tasks, connections, jobs }),
  ]
}

function missing({
  tasks,
  connections,
  jobs,
}: {
  tasks: readonly string[]
  connections: readonly string[]
  jobs: readonly HistoryJob[]
}): readonly string[] {
  const absent = [
    ...(tasks.length === 0 ? ['the task’s version (the log of the whole step has it)'] : []),
    ...(jobs.some(({ agent }) => agent.version !== null) ? [] : ['the agent (the log of `Initialize job` has it)']),
    ...(connections.length === 0
      ? ['the id of the service connection (its page’s address has it, and logs with System.Debug: true)']
      : []),
  ]
  return absent.length === 0 ? [] : [`not in these logs: ${absent.join('; ')}`]
}

function agentText({ agent }: HistoryJob): readonly string[] {
  const { name, version, os, image, isHosted, proxy }: HistoryAgent = agent
  const parts = [
    name,
    version === null ? null : `agent ${version}`,
    os,
    image,
    isHosted === null ? null : isHosted ? 'Microsoft-hosted' : 'self-hosted',
    proxy === null ? null : `behind the proxy ${proxy}`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? [] : [parts.join(', ')]
}

function one(label: string, values: readonly string[]): readonly string[] {
  const MOST = 6
  if (values.length === 0) return []
  const more = values.length > MOST ? `, and ${values.length - MOST} more` : ''
  return [`${label}: ${values.slice(0, MOST).join(' | ')}${more}`]
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}

function isoOf(instant: number | null): string {
  return instant === null ? 'unknown' : new Date(instant).toISOString().replace('.000Z', 'Z')
}
