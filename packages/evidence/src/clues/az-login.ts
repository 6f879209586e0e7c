import type { AgentLine } from '../lines/agent-line.ts'
import type { StepNotes } from '../notes/step-notes.ts'
import type { LogClue } from './log-clue.ts'

/** `az login` with a token of federation; the request for the token ends less than a second before (microsoft/azure-pipelines-tasks, AzureCLIV2). */
const LOGIN = /\baz(?:\.cmd|\.exe)?["']{0,2} login\b.{0,2000}--federated-token\b/
/** What the task does once it has logged in. */
const LOGGED_IN = /\baz(?:\.cmd|\.exe)?["']{0,2} account set\b|\bazureclitaskscript\d{13}\.(?:sh|ps1|bat|cmd)/

/** `az login … --federated-token`: the token was taken, and presented to Entra at once. With keepAzSessionActive the line comes again every eight minutes. */
export const azLogin: LogClue = {
  name: 'az login',
  words: ['--federated-token', 'account set', 'azureclitaskscript'],
  keeps: true,
  start: () => {
    let open: number | null | undefined
    return (line, notes) => {
      if (LOGIN.test(line.text)) {
        open = takenAt(line, notes)
        notes.mark({ kind: 'taken', at: open, shownBy: 'login' })
        notes.mark({ kind: 'login', at: open })
      } else if (open !== undefined && LOGGED_IN.test(line.text)) {
        notes.mark({ kind: 'accepted', at: line.at ?? open })
        open = undefined
      }
    }
  },
}

/** A line that was copied from the web page has no stamp: then the name of the script, made right before, is the clock. */
function takenAt({ at }: AgentLine, { scriptMadeAt, startedAt }: StepNotes): number | null {
  return at ?? scriptMadeAt ?? startedAt
}
