import { editWord } from './edit.ts'
import { atEnvironment, atVariable, inScript } from './report.ts'
import type { LintRule } from './rule.ts'

const NAME = /^DISTRIBUTEDTASK[._]TASKS[._]ENABLELATEBOUNDIDTOKEN$/i
const MESSAGE = 'late-bound ID tokens are on: tasks use the token of the job without looking at its age'
const SET_ENDPOINT = /##vso\[task\.setendpoint[^\]]*key=idToken[^\]]*\]/i
const SET_VARIABLE =
  /##vso\[task\.setvariable\s+[^\]]*variable=DISTRIBUTEDTASK[._]TASKS[._]ENABLELATEBOUNDIDTOKEN[^\]]*\]\s*true/i

/** The feature by which a task takes the token that the job was started with. */
export const lateBoundOn: LintRule = {
  id: 'L17',
  name: 'late-bound-on',
  title: 'Late-bound ID tokens are switched on',
  severity: 'warning',
  confidence: 'high',
  reason:
    'The task then uses the token that is kept in the endpoint, however old it is, and asks for none (microsoft/azure-pipelines-tasks#21580). In a job that has run for a while the login fails, or the script gets a token that has nearly ended.',
  cure: 'Set the variable to false, or remove it; renew the endpoint in the same step where you set it yourself.',
  *check({ steps, variables, sources }) {
    for (const each of variables) {
      const { variable } = each
      if (!NAME.test(variable.name) || variable.value.trim().toLowerCase() !== 'true') continue
      const edit = valueEdit(sources.line(variable.place), variable.value)
      const found = edit && editWord(sources, { ...variable.place, column: edit }, variable.value.trim(), 'false')
      yield {
        ...atVariable(each, MESSAGE),
        ...(found && { fix: { description: 'set the variable to false', safe: true, edits: [found] } }),
      }
    }
    for (const step of steps) {
      for (const [name, value] of Object.entries(step.plan.env)) {
        if (!NAME.test(name) || value.trim().toLowerCase() !== 'true') continue
        const place = step.plan.places[`env.${name}`]
        const edit = place && editWord(sources, place, value.trim(), 'false')
        yield {
          ...atEnvironment(step, name, MESSAGE),
          ...(edit && { fix: { description: 'set the variable to false', safe: true, edits: [edit] } }),
        }
      }
      for (const script of step.scripts)
        for (const pattern of [SET_ENDPOINT, SET_VARIABLE]) {
          const match = pattern.exec(script.text)
          if (match) yield inScript(step, script, match.index, match.index + match[0].length, MESSAGE)
        }
    }
  },
}

/** The column of a value that is in the line of its name; undefined where it is elsewhere. */
function valueEdit(line: string, value: string): number | undefined {
  const at = line.lastIndexOf(value.trim())
  return at === -1 || line.indexOf(value.trim()) !== at ? undefined : at + 1
}
