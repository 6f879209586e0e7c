import type { LogClue } from './log-clue.ts'

/** The name of the script that AzureCLI writes: `azureclitaskscript` and the milliseconds since 1970 (microsoft/azure-pipelines-tasks, AzureCLIV2/src/Utility.ts). */
export const scriptName: LogClue = {
  name: 'script name',
  words: ['azureclitaskscript'],
  keeps: false,
  start: () => (line, notes) => {
    const made = Number(/azureclitaskscript(\d{13})\b/.exec(line.text)?.[1])
    if (Number.isNaN(made)) return
    notes.scriptMadeAt = made
    notes.startedAt ??= made
    // The login comes before the line that names the script: a log without stamps has its clock only here.
    for (const [index, mark] of notes.marks.entries()) if (mark.at === null) notes.marks[index] = { ...mark, at: made }
  },
}
