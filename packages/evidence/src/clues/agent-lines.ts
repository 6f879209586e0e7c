import { safeText } from '../redaction/redact.ts'
import type { LogClue } from './log-clue.ts'

/** What the agent says of itself in `Initialize job` (microsoft/azure-pipelines-agent, JobExtension.cs). */
export const agentLines: LogClue = {
  name: 'agent',
  words: ['Agent name:', 'Current agent version:', 'Current image version:', 'Agent is running behind proxy server:'],
  keeps: true,
  start: () => (line, notes) => {
    const [, label, quoted, bare] =
      /^(Agent name|Current agent version|Current image version|Agent is running behind proxy server): ?(?:'([^'\n]{1,300})'|(\S.{0,300}))/.exec(
        line.text.trimStart(),
      ) ?? []
    const value = quoted ?? bare?.trim()
    if (label === undefined || value === undefined) return
    const { run } = notes
    if (label === 'Agent name') run.agentName = safeText(value, 100)
    if (label === 'Current agent version') run.agentVersion = safeText(value, 40)
    if (label === 'Agent is running behind proxy server') run.proxy = safeText(withoutUser(value), 200)
    // Only Microsoft's own agents have an image with a version.
    if (label === 'Current image version') {
      run.isHosted = true
      run.image = run.image === null ? safeText(value, 100) : run.image
    }
  },
}

/** The address of a proxy, without who may use it. */
function withoutUser(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//')
}
