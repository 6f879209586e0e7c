import type { TaskHandler } from './task-definition.ts'

/** The handlers that run on Node: the version that they ask for, and their rank, lowest first (microsoft/azure-pipelines-agent, TaskManager.cs). */
const NODE_HANDLERS: ReadonlyMap<string, { readonly rank: number; readonly major: number }> = new Map([
  ['node24', { rank: 101, major: 24 }],
  ['node20_1', { rank: 102, major: 20 }],
  ['node20', { rank: 102, major: 20 }],
  ['node16', { rank: 103, major: 16 }],
  ['node10', { rank: 104, major: 10 }],
  ['node', { rank: 105, major: 6 }],
])

/** Whether a handler runs on Node. */
export function isNodeHandler({ name, target }: TaskHandler): boolean {
  return NODE_HANDLERS.has(name.toLowerCase()) && target !== ''
}

/**
 * Chooses what to run of a task, as the agent does: the handler of the lowest rank. Node handlers alone can be run here, all of them by the one Node
 * that is there; one that asks for a newer Node comes after all that do not. Undefined where the task has none.
 *
 * @param nodeMajor the major version of the Node that is there
 */
export function chooseHandler(handlers: readonly TaskHandler[], nodeMajor: number): TaskHandler | undefined {
  const candidates = handlers.flatMap((handler) => {
    const known = NODE_HANDLERS.get(handler.name.toLowerCase())
    return known && isNodeHandler(handler) ? [{ handler, rank: known.rank, newer: known.major > nodeMajor }] : []
  })
  candidates.sort((a, b) => Number(a.newer) - Number(b.newer) || a.rank - b.rank)
  return candidates[0]?.handler
}
