import type { LogClue } from './log-clue.ts'

/** A token that Terraform was given as a fixed text (microsoft/azure-pipelines-terraform#201, #281): it is taken there, and kept. */
const GIVEN = /-backend-config=["']?oidc_token=|\bARM_OIDC_TOKEN["']?\s{0,3}[:=]/

export const terraformLines: LogClue = {
  name: 'Terraform',
  words: ['oidc_token=', 'ARM_OIDC_TOKEN'],
  keeps: true,
  start: () => {
    let isNoted = false
    return (line, notes) => {
      if (isNoted || !GIVEN.test(line.text) || notes.marks.some(({ kind }) => kind === 'taken')) return
      isNoted = true
      notes.mark({ kind: 'taken', at: line.at, shownBy: 'said' })
    }
  },
}
