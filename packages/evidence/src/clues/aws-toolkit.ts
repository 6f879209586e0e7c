import type { LogClue } from './log-clue.ts'

/** The AWS toolkit for Azure DevOps, which shows issuer, subject and audience in clear (aws/aws-toolkit-azure-devops#614). */
export const awsToolkit: LogClue = {
  name: 'AWS toolkit',
  words: ['OIDC Token generated', 'issuer: ', 'role assumed via OIDC', 'Failed to assume role with OIDC'],
  keeps: true,
  start: () => {
    let isGenerated = false
    return (line, notes) => {
      if (line.text.includes('OIDC Token generated')) isGenerated = true
      if (line.text.includes('role assumed via OIDC')) notes.mark({ kind: 'accepted', at: line.at })
      const issuer = /\bissuer: (\S{5,300})/.exec(line.text)?.[1]
      if (!isGenerated || issuer === undefined) return
      isGenerated = false
      const find = (name: string) => new RegExp(`\\b${name}: (\\S{1,400})`).exec(line.text)?.[1] ?? null
      const token = {
        issuedAt: null,
        notBefore: null,
        expiresAt: null,
        issuer,
        subject: find('sub'),
        audience: find('aud'),
      }
      notes.mark({ kind: 'taken', at: line.at, shownBy: 'said', source: 'oidc', token })
    }
  },
}
