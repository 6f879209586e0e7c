import type { LintStep, LintSubject } from '../subject/lint-subject.ts'
import { inputOf } from '../subject/script-inputs.ts'
import { atInput, inScript } from './report.ts'
import type { LintRule } from './rule.ts'

const BACKEND = /^-{1,2}(?:backend-config|var)(?:=|$)/
const TOKEN = /\boidc_token=/

/** Terraform's backend configuration, and with it the token, is part of the plan file. */
export const tokenInPlan: LintRule = {
  id: 'L04',
  name: 'token-in-plan',
  title: 'An ID token goes into the Terraform plan file',
  severity: 'error',
  confidence: 'high',
  keepsToken: true,
  reason:
    "Terraform writes the backend's configuration into the plan file. A static `oidc_token` there lies in an artifact for everyone who can read it, and it has expired when the plan is applied after an approval (hashicorp/terraform#34322).",
  cure: 'Leave `oidc_token` out: set ARM_USE_OIDC, ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID and SYSTEM_ACCESSTOKEN, so that Terraform (1.11.2 or later) requests its own tokens, or use TerraformTask@5; run `terraform init` again in the stage that applies.',
  *check(subject) {
    for (const step of subject.steps) {
      for (const script of step.scripts) {
        if (!TOKEN.test(script.text)) continue
        for (const { words, program } of script.allCommands) {
          if (!/^(?:terraform|tofu|terragrunt)$/.test(program)) continue
          for (const [index, word] of words.entries()) {
            const isBackend = BACKEND.test(word.text) || BACKEND.test(words[index - 1]?.text ?? '')
            if (!isBackend || !TOKEN.test(word.text)) continue
            yield inScript(
              step,
              script,
              word.start,
              word.end,
              'an ID token is given to Terraform as `oidc_token`, which the plan file keeps',
            )
          }
        }
      }
      const options = inputOf(step.plan, 'commandOptions', 'backendConfig')
      if (options !== undefined && TOKEN.test(options) && /terraform/.test(step.task))
        yield atInput(
          step,
          'commandOptions',
          options,
          'an ID token is given to Terraform as `oidc_token`, which the plan file keeps',
        )
      yield* publishedPlan(step, subject)
    }
  },
}

/** TerraformTaskV1 to V4 give the token of the connection as a static one; their plan is published by a later step. */
function* publishedPlan(step: LintStep, { steps }: LintSubject) {
  if (!/^terraformtask/.test(step.task) || step.plan.task.major >= 5) return
  if (inputOf(step.plan, 'command')?.trim().toLowerCase() !== 'plan') return
  const options = inputOf(step.plan, 'commandOptions') ?? ''
  const file = /-out[= ]["']?([^\s"']+)/.exec(options)?.[1]
  const name = file?.split(/[/\\]/).at(-1)
  if (!name) return
  const later = steps.filter((each) => each.job === step.job && each.index > step.index)
  const publisher = later.find((each) =>
    /publish/.test(each.task) || /^ecdc45f6/.test(each.task)
      ? values(each).some((value) => value.includes(name))
      : false,
  )
  if (publisher)
    yield atInput(
      step,
      'commandOptions',
      options,
      `the plan file '${name}' has the ID token of this task, and a later step publishes it`,
    )
}

function values({ plan }: LintStep): readonly string[] {
  return Object.values(plan.inputs)
}
