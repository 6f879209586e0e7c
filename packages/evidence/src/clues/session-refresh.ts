import type { LogClue } from './log-clue.ts'

/** keepAzSessionActive at work (microsoft/azure-pipelines-tasks, AzureCLIV2), and a task that starts again in the same log (azure-pipelines-agent, RetryHelper). Their logins are read as logins; the lines are kept for people. */
export const sessionRefresh: LogClue = {
  name: 'session refresh',
  words: [
    'refresh az-cli session',
    'keepAzSessionActive',
    'RetryHelper encountered task failure',
    'throttled by the server',
  ],
  keeps: true,
  start: () => () => {},
}
