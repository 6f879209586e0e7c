import type { CommandHandler, CommandScope } from './command-handler.ts'

/** Why a step may not set a variable: what its `task.json` or its target says. Undefined where it may. */
export function whyNotSettable(name: string, { variableRules, targetMaySet }: CommandScope): string | undefined {
  const by =
    variableRules?.maySet(name) === false
      ? 'the task.json'
      : targetMaySet?.(name) === false
        ? "the 'settableVariables' of the step's target"
        : undefined
  // The agent's own words, with where they come from.
  return by && `Setting variable '${name}' has been disabled by the task or build definition: by ${by}.`
}

/** Where the agent sends people whose variable is read-only. */
const READONLY_HELP = 'https://github.com/microsoft/azure-pipelines-yaml/blob/master/design/readonly-variables.md'

const isFalse = (text: string | undefined) => text?.toLowerCase() === 'false'
const isTrue = (text: string | undefined) => text?.toLowerCase() === 'true'

/** The switch is a variable of the job by the name that the environment has, which is how AzureKeyVault sets it (AgentKnobs.cs), or the dotted one of the same environment name. */
const allowsSeveralLines = ({ variables }: CommandScope): boolean =>
  ['SYSTEM_UNSAFEALLOWMULTILINESECRET', 'System.UnsafeAllowMultilineSecret'].some((name) =>
    isTrue(variables.get(name)?.value),
  )

/**
 * `task.setvariable variable=NAME;issecret=;isoutput=;isreadonly=;preservecase=`. An output variable is known as `step.NAME` in its job and is read-only; the bare name is not set.
 * A secret of several lines is refused unless `SYSTEM_UNSAFEALLOWMULTILINESECRET` is true, as on the agent.
 */
export const setVariable: CommandHandler = {
  name: 'task.setvariable',
  allowedWhenRestricted: true,
  run({ properties, data }, scope) {
    const name = properties.variable
    if (!name) throw new Error('task.setvariable needs variable=NAME')
    const secret = isTrue(properties.issecret)
    const rules = scope.variableRules
    const forbidden = whyNotSettable(name, scope)
    if (forbidden) return scope.warn(forbidden)
    const output = isTrue(properties.isoutput) || rules?.isOutput(name) === true
    if (secret && data.includes('\n') && !allowsSeveralLines(scope)) {
      // It is refused, and must not show all the same.
      scope.addSecret(data)
      throw new Error('Secrets cannot contain multiple lines')
    }
    const target = output ? `${rules?.owner ?? scope.identity.step}.${name}` : name
    if (scope.variables.get(target)?.readonly && !output) {
      if (isFalse(scope.variables.get('agent.readOnlyVariables')?.value))
        scope.warn(`Overwriting readonly variable '${target}'. This behavior will be disabled in the future.`)
      else
        throw new Error(`Overwriting readonly variable '${target}' is not permitted. See ${READONLY_HELP} for details.`)
    }
    scope.variables.set(target, data, {
      secret,
      readonly: output || isTrue(properties.isreadonly),
      preserveCase: isTrue(properties.preservecase),
    })
  },
}

/** `task.settaskvariable`: seen by the later phases of the same step only. */
export const setTaskVariable: CommandHandler = {
  name: 'task.settaskvariable',
  allowedWhenRestricted: true,
  run({ properties, data }, scope) {
    const name = properties.variable
    if (!name) throw new Error('task.settaskvariable needs variable=NAME')
    if (isTrue(properties.issecret)) scope.addSecret(data)
    scope.taskVariables.set(name, data)
  },
}

/** `task.setsecret`: the value is masked from here on. */
export const setSecret: CommandHandler = {
  name: 'task.setsecret',
  allowedWhenRestricted: true,
  run({ data }, scope) {
    scope.addSecret(data)
  },
}
