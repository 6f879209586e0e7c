/** What a text says of the late-bound ID token, the one that a service endpoint carries and AzureCLI takes unread. */
export interface LateBoundTrace {
  /** `used`: the task said so. `enabled`: the feature is on. `not-used`: the task asked for a token, or the feature is off. */
  readonly kind: 'used' | 'enabled' | 'not-used'
  /** The words that say so. */
  readonly evidence: string
}

/** AzureCLI's own debug lines (microsoft/azure-pipelines-tasks, AzureCLIV2 `getIdToken`; System.Debug must be true to see them). */
const LINES: readonly (readonly [line: string, kind: LateBoundTrace['kind']])[] = [
  ['Using bound idToken from service endpoint.', 'used'],
  ['Late-bound idToken not found in endpoint data, falling back to OIDC API.', 'not-used'],
  ["Feature 'EnableLateBoundIdToken' not found.", 'not-used'],
]

/** The feature as a variable, in any case, with dots or underscores, in a shell's form or YAML's. */
const FEATURE =
  /DistributedTask[._]Tasks[._]EnableLateBoundIdToken["'\\]{0,4}\s{0,4}(?:[:=]|value\s{0,4}:)\s{0,4}["'\\]{0,4}(true|false)\b/i

/** Looks in a text for what tells whether a late-bound token was used; undefined when it says nothing. */
export function findLateBound(text: string): LateBoundTrace | undefined {
  const [line, kind] = LINES.find(([words]) => text.includes(words)) ?? []
  if (line && kind) return { kind, evidence: `the log says "${line}"` }
  const value = FEATURE.exec(text)?.[1]?.toLowerCase()
  if (value === undefined) return undefined
  return {
    kind: value === 'true' ? 'enabled' : 'not-used',
    evidence: `DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN is ${value}`,
  }
}
