import { formatInstant } from '@mintwell/clock'
import type { LabEvent } from '../../ground/lab-event.ts'
import type { Lab } from '../open-lab.ts'

/** What listens where, the clock and the faults of a lab. */
export function describeLab(lab: Lab): Readonly<Record<string, unknown>> {
  return {
    schema: 1,
    azureDevOps: lab.baseUrl,
    proxy: `http://127.0.0.1:${lab.proxyPort}`,
    hosts: lab.hosts,
    clock: describeClock(lab),
    faults: activeFaults(lab),
    childrenSeeTheClock: lab.clockReach,
  }
}

/** What a lab holds, and what its services reported last. */
export function describeState(lab: Lab, events: readonly LabEvent[]): Readonly<Record<string, unknown>> {
  const connections = [...lab.services.directory.connections.all()]
  return {
    connections: connections.map(({ id, name, clientId, issuerKind }) => ({ id, name, clientId, issuer: issuerKind })),
    events: events.map(({ at, ...event }) => ({ at: formatInstant(at), ...event })),
  }
}

/** The clock of a lab. */
export function describeClock({ clock, labClock }: Lab): Readonly<Record<string, unknown>> {
  return {
    now: formatInstant(clock.now()),
    offsetSeconds: Math.round((labClock?.offsetMs ?? 0) / 1_000),
    kind: labClock ? 'lab' : 'real',
    waiting: labClock?.waiting.length ?? 0,
  }
}

/** The faults that are on. */
export function activeFaults(lab: Lab): readonly Readonly<Record<string, unknown>>[] {
  return lab.faults.active().map(({ fault, values }) => ({ name: fault.name, values }))
}
