import type { LintScript } from '../subject/lint-script.ts'
import type { LintStep } from '../subject/lint-subject.ts'
import { allCommands } from '../subject/trace-token.ts'

/**
 * Programs that do not use the login of az. Of others it is not known: a build tool, a script or Terraform may call az, and SDKs read its profile.
 */
const NEVER_AZ =
  /^(?:echo|printf|test|\[|\[\[|set|true|false|exit|cd|pwd|ls|cat|cp|mv|rm|mkdir|rmdir|touch|chmod|chown|head|tail|sort|uniq|wc|cut|tr|sed|awk|grep|egrep|jq|yq|base64|date|sleep|env|export|read|curl|wget|tar|zip|unzip|gzip|git|ssh|scp|openssl|sha256sum|md5sum|hostname|whoami|id|uname|which|tee|xargs|find|diff|basename|dirname|realpath|mktemp|write-(?:host|output|error|warning|verbose)|invoke-(?:restmethod|webrequest)|convert(?:to|from)-json|get-(?:date|item|childitem|content|location)|set-(?:content|location)|out-(?:null|string|file)|select-object|where-object|foreach-object|test-path|new-item|remove-item|copy-item|start-sleep|for|if|case|)$/

/** The script of an AzureCLI step that surely uses no login of az: inline, with commands of known programs alone. */
export function scriptWithoutAz({ scripts, isAzureCli }: LintStep): LintScript | undefined {
  const [script] = scripts
  if (!isAzureCli || !script?.key.startsWith('inputs.') || /\baz\b|\$\(az|\.(?:sh|ps1|py|cmd|bat)\b/i.test(script.text))
    return undefined
  const commands = allCommands(script.calls)
  if (commands.length === 0 && script.text.trim() !== '') return undefined
  return commands.every(({ program }) => NEVER_AZ.test(program) || /^\$\w+$/.test(program)) ? script : undefined
}

/** The variables that AzureCLI gives a script with `addSpnToEnvironment` (microsoft/azure-pipelines-tasks, Tasks/AzureCLIV2). */
const SPN_VARIABLES = /^(?:idToken|servicePrincipalId|servicePrincipalKey|tenantId)$/i

/** Whether a script reads the variables of its connection. */
export function readsConnection({ allCommands, text }: LintScript): boolean {
  if (!/idToken|servicePrincipal|tenantId/i.test(text)) return false
  return allCommands.some(({ words, assignments, redirects, input }) =>
    [
      ...words,
      ...assignments.map(({ value }) => value),
      ...redirects.map(({ target }) => target),
      ...(input ? [input] : []),
    ].some(({ variables }) => variables.some(({ name }) => SPN_VARIABLES.test(name))),
  )
}
