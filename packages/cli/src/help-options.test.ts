import { describe, expect, it } from 'vitest'
import { helpOptions } from './help-options.ts'

const HELP = `Sings a song; \`mintwell dance --fast\` dances.

Usage: mintwell sing FILE [--loud | --soft] [--verse N]… -- CMD
  or: mintwell sing --list

How
  --loud, -l        loud; the neighbours hear it
  --verse N, --choir=NAME   what to sing (--verses is the old spelling)
                    --not-an-option goes on here
  FILE              the song, as mintwell write --out gives it
`

describe('the options of a help page', () => {
  it('are those that begin a line and those of the usage, with the beginning of what is said of them', () => {
    expect(helpOptions(HELP)).toEqual([
      { name: '--loud', short: '-l', summary: 'loud' },
      { name: '--verse', summary: 'what to sing' },
      { name: '--choir', summary: 'what to sing' },
      { name: '--not-an-option', summary: '' },
      { name: '--soft', summary: '' },
      { name: '--list', summary: '' },
    ])
  })
})
