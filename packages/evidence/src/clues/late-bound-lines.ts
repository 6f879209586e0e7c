import { findLateBound } from '@mintwell/diagnose'
import type { LogClue } from './log-clue.ts'

/** What the task says of a token that the endpoint carried, with System.Debug, and the variable of the feature. */
export const lateBoundLines: LogClue = {
  name: 'late-bound',
  words: ['ound idToken', 'EnableLateBoundIdToken', 'ENABLELATEBOUNDIDTOKEN'],
  keeps: true,
  start: () => (line, notes) => {
    const trace = findLateBound(line.text)
    if (trace !== undefined) notes.boundness(trace.kind)
  },
}
