import type { CommandHandler } from './command-handler.ts'

/** What is said of a variable that the restrictions of a `task.json` do not let its task set. */
export const notSettable = (name: string): string => `Setting the variable '${name}' is not allowed by the task.json.`

const isTrue = (text: string | undefined) => text?.toLowerCase() === 'true'

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
    if (rules && !rules.maySet(name)) return scope.warn(notSettable(name))
    const output = isTrue(properties.isoutput) || rules?.isOutput(name) === true
    if (secret && data.includes('\n') && !isTrue(scope.variables.get('System.UnsafeAllowMultilineSecret')?.value)) {
      // It is refused, and must not show all the same.
      scope.addSecret(data)
      throw new Error('Secrets cannot contain multiple lines')
    }
    const target = output ? `${rules?.owner ?? scope.identity.step}.${name}` : name
    if (scope.variables.get(target)?.readonly && !output) {
      if (isTrue(scope.variables.get('agent.readOnlyVariables')?.value))
        throw new Error(`Overwriting readonly variable '${target}' is not permitted.`)
      scope.warn(`Overwriting readonly variable '${target}'. This behavior will be disabled in the future.`)
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
