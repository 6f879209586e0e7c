#!/usr/bin/env node
import { runVerbAsProcess } from './command.ts'

/** The entry of the one-file bundle, for agents without npm: the verbs that a CI step needs, and nothing of the lab. Built by `npm run package:ci`. */
await runVerbAsProcess({
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
  explain: {
    summary: 'Say what an error in a log means, and what to do',
    load: async () => (await import('./verbs/explain.ts')).explain,
  },
})
