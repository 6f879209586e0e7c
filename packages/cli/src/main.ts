import { runVerb, runVerbAsProcess } from './command.ts'
import type { Io, VerbTable } from './verb.ts'
import { summaries } from './verb-summaries.ts'

/** The verbs, each loaded when it is called: start-up costs what is used. A new verb is a file under `verbs/`, a line here and one in `verb-summaries.ts`. */
export const verbs: VerbTable = {
  run: { summary: summaries.run, load: async () => (await import('./verbs/run.ts')).run },
  expand: {
    summary: summaries.expand,
    load: async () => (await import('./verbs/expand.ts')).expand,
  },
  validate: {
    summary: summaries.validate,
    load: async () => (await import('./verbs/validate.ts')).validate,
  },
  lint: {
    summary: summaries.lint,
    load: async () => (await import('./verbs/lint.ts')).lint,
  },
  show: {
    summary: summaries.show,
    load: async () => (await import('./verbs/show.ts')).show,
  },
  lab: {
    summary: summaries.lab,
    load: async () => (await import('./verbs/lab.ts')).lab,
  },
  demo: {
    summary: summaries.demo,
    load: async () => (await import('./verbs/demo.ts')).demo,
  },
  task: {
    summary: summaries.task,
    load: async () => (await import('./verbs/task.ts')).task,
  },
  doctor: {
    summary: summaries.doctor,
    load: async () => (await import('./verbs/doctor.ts')).doctor,
  },
  explain: {
    summary: summaries.explain,
    load: async () => (await import('./verbs/explain.ts')).explain,
  },
  evidence: {
    summary: summaries.evidence,
    load: async () => (await import('./verbs/evidence.ts')).evidence,
  },
  exec: {
    summary: summaries.exec,
    load: async () => (await import('./verbs/exec.ts')).exec,
  },
  token: {
    summary: summaries.token,
    load: async () => (await import('./verbs/token.ts')).token,
  },
  exchange: {
    summary: summaries.exchange,
    load: async () => (await import('./verbs/exchange.ts')).exchange,
  },
  inspect: {
    summary: summaries.inspect,
    load: async () => (await import('./verbs/inspect.ts')).inspect,
  },
  migrate: {
    summary: summaries.migrate,
    load: async () => (await import('./verbs/migrate.ts')).migrate,
  },
  audit: {
    summary: summaries.audit,
    load: async () => (await import('./verbs/audit.ts')).audit,
  },
  completion: {
    summary: summaries.completion,
    load: async () => (await import('./verbs/completion.ts')).completionOf(verbs),
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
