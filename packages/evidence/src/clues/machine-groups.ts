import { safeText } from '../redaction/redact.ts'
import type { LogClue } from './log-clue.ts'

/** How many lines `Operating System` has under it: name, version, and a word for the kind. */
const MOST_OS_LINES = 3

/** The groups that Microsoft's agents print from `.setup_info`: operating system and image (actions/runner-images). */
export const machineGroups: LogClue = {
  name: 'machine',
  words: ['Operating System', 'Runner Image', 'Virtual Environment', '##[endgroup]', 'Image: '],
  keeps: false,
  start: () => (line, notes, before) => {
    const { run } = notes
    const image = /^Image: (\S{1,80})$/.exec(line.text.trim())?.[1]
    if (image !== undefined) {
      run.image = safeText(image, 80)
      run.isHosted = true
    }
    const heading = before.lastIndexOf('Operating System')
    const isEnd = line.kind === 'endgroup' || /^(?:Runner Image|Virtual Environment)\b/.test(line.text)
    if (heading === -1 || !isEnd || run.os !== null) return
    const words = before.slice(heading + 1).filter((text) => text.trim() !== '')
    if (words.length > 0) run.os = safeText(words.slice(0, MOST_OS_LINES).join(' '), 120)
  },
}
