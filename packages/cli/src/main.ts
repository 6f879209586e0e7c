import { runVerb, runVerbAsProcess, type VerbTable } from './command.ts'
import type { Io } from './verb.ts'

/** The verbs, each loaded when it is called: start-up costs what is used. A new verb is a file under `verbs/` and a line here. */
const verbs: VerbTable = {
  run: { summary: 'Run a pipeline here, against the lab', load: async () => (await import('./verbs/run.ts')).run },
  expand: {
    summary: 'Print the final YAML of a pipeline with its templates',
    load: async () => (await import('./verbs/expand.ts')).expand,
  },
  validate: {
    summary: 'Check pipelines and their templates without running them',
    load: async () => (await import('./verbs/validate.ts')).validate,
  },
  show: {
    summary: 'Print what a recorded run printed at its end',
    load: async () => (await import('./verbs/show.ts')).show,
  },
  lab: {
    summary: 'An Azure DevOps and an Entra of your own, offline',
    load: async () => (await import('./verbs/lab.ts')).lab,
  },
  demo: {
    summary: 'See the fault and the cure in under 15 seconds',
    load: async () => (await import('./verbs/demo.ts')).demo,
  },
  task: {
    summary: 'Run one task from its folder, as the agent does',
    load: async () => (await import('./verbs/task.ts')).task,
  },
  explain: {
    summary: 'Say what an error in a log means, and what to do',
    load: async () => (await import('./verbs/explain.ts')).explain,
  },
  exec: {
    summary: 'Run a command with an ID token that lasts',
    load: async () => (await import('./verbs/exec.ts')).exec,
  },
  token: {
    summary: 'Take an ID token and show what it is',
    load: async () => (await import('./verbs/token.ts')).token,
  },
  exchange: {
    summary: 'Trade an ID token for an access token or AWS credentials',
    load: async () => (await import('./verbs/exchange.ts')).exchange,
  },
  inspect: {
    summary: 'Show what a token is and whether it is fresh',
    load: async () => (await import('./verbs/inspect.ts')).inspect,
  },
  migrate: {
    summary: 'Put the drop-in task in the place of AzureCLI',
    load: async () => (await import('./verbs/migrate.ts')).migrate,
  },
}

/** Runs the command. Gives the exit code: 0 done, 1 the pipeline, check or verdict failed, 2 wrong use, 3 the environment is broken. */
export function main(argv: readonly string[], io: Io): Promise<number> {
  return runVerb(verbs, argv, io)
}

/** The command as a process: signals, a closed pipe, and the exit code. */
export function runAsProcess(): Promise<void> {
  return runVerbAsProcess(verbs)
}
