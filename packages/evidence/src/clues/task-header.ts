import { safeText } from '../redaction/redact.ts'
import type { LogClue } from './log-clue.ts'

/** The header that the agent writes before a task; its labels are not translated (microsoft/azure-pipelines-agent, TaskRunner.cs). */
export const taskHeader: LogClue = {
  name: 'task header',
  words: ['Task         :', 'Version      :', 'Task :', 'Version :'],
  keeps: false,
  start: () => (line, notes, before) => {
    const [, label, value = ''] = /^(Task|Version) {1,10}: (.{1,200})$/.exec(line.text) ?? []
    if (label === 'Task') {
      notes.task = safeText(value.trim(), 120)
      notes.taskVersion = null
    }
    // A program may print a version as well: only a header has its description right before.
    const isHeader = before.slice(-3).some((text) => /^(?:Task|Description) {1,10}: /.test(text))
    if (label === 'Version' && isHeader) notes.taskVersion = safeText(value.trim(), 40)
  },
}
