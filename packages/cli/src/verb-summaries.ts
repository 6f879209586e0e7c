/** What each verb does, in one line: what `mintwell --help`, the man page and shell completion show. */
export const summaries = {
  run: 'Run a pipeline here, against the lab',
  expand: 'Print the final YAML of a pipeline with its templates',
  validate: 'Check pipelines and their templates without running them',
  lint: 'Find tokens that are kept too long or that show, in pipelines and their scripts',
  show: 'Print what a recorded run printed at its end',
  lab: 'An Azure DevOps and an Entra of your own, offline, on a clock that can be set',
  demo: 'See the fault and the cure in under 15 seconds',
  task: 'Run one task from its folder, as the agent does, or fetch one from an organization',
  explain: 'Say what an error in a log means, and what to do',
  exec: 'Run a command with an ID token that lasts',
  token: 'Take an ID token and show what it is',
  exchange: 'Trade an ID token for an access token or AWS credentials',
  inspect: 'Show what a token is and whether it is fresh',
  migrate: 'Put the drop-in task in the place of AzureCLI',
  audit: 'Say which service connections fail, when, and what to change first',
  completion: 'Print the completion script of a shell',
} as const
