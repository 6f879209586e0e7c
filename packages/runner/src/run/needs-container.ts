import type { JobPlan } from '@mintwell/language'
import type { RunPorts } from '../ports/ports.ts'

/** What is to be said of a job or step that is to run in containers: that it runs on this machine all the same, or why it cannot run. */
export interface ContainerNeed {
  readonly refused: boolean
  readonly text: string
}

/** Whether a job needs containers, which are not started here; undefined where it needs none. */
export function needsContainer(
  { name, container, services = [] }: Pick<JobPlan, 'name' | 'container' | 'services'>,
  settings: RunPorts['settings'],
): ContainerNeed | undefined {
  const parts = [
    ...(container === undefined ? [] : [`the container '${container}'`]),
    ...services.map((service) => `the service container '${service}'`),
  ]
  return parts.length === 0 ? undefined : need(`The job ${name}`, parts.join(' and '), settings)
}

/** The same of a step, by its `target`. */
export function stepNeedsContainer(container: string, settings: RunPorts['settings']): ContainerNeed {
  return need('The step', `the container '${container}'`, settings)
}

function need(who: string, what: string, { containersOnHost }: RunPorts['settings']): ContainerNeed {
  return containersOnHost
    ? { refused: false, text: `${who} runs on this machine, without ${what} (--containers host).` }
    : {
        refused: true,
        text: `${who} cannot run: it needs ${what}, and containers are not started here. --containers host runs it on this machine instead.`,
      }
}
