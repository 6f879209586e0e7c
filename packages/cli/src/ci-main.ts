#!/usr/bin/env node
import { runVerbAsProcess } from './command.ts'
import { summaries } from './verb-summaries.ts'

/** The entry of the one-file bundle, for agents without npm: the verbs that a CI step needs, and nothing of the lab. Built by `npm run package:ci`. */
await runVerbAsProcess({
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
  doctor: {
    summary: summaries.doctor,
    load: async () => (await import('./verbs/doctor.ts')).doctor,
  },
  explain: {
    summary: summaries.explain,
    load: async () => (await import('./verbs/explain.ts')).explain,
  },
})
