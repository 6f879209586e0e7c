const VALID_NAMES = "Valid names may only contain alphanumeric characters and '_' and may not start with a number."

/** What the service says about a list of stages or jobs (actions/runner, src/Sdk, `PipelineStrings`; some measured). */
export interface GraphWords {
  readonly unknown: (name: string, dependency: string) => string
  readonly cycle: (name: string, dependency: string) => string
  readonly noStart: string
  readonly duplicate: (name: string) => string
  readonly invalid: (name: string) => string
}

/** The words for stages. */
export const stageWords: GraphWords = {
  unknown: (name, dependency) => `Stage ${name} depends on unknown stage ${dependency}.`,
  cycle: (name, dependency) =>
    `Stage ${name} depends on stage ${dependency} which creates a cycle in the dependency graph.`,
  noStart: 'The pipeline must contain at least one stage with no dependencies.',
  duplicate: (name) => `The stage name ${name} appears more than once. Stage names must be unique within a pipeline.`,
  invalid: (name) => `Stage ${name} has an invalid name. ${VALID_NAMES}`,
}

/** The words for the jobs of a pipeline without stages. */
export const jobWords: GraphWords = {
  unknown: (name, dependency) => `Job ${name} depends on unknown job ${dependency}.`,
  cycle: (name, dependency) =>
    `Job ${name} depends on job ${dependency} which creates a cycle in the dependency graph.`,
  noStart: 'The pipeline must contain at least one job with no dependencies.',
  duplicate: (name) => `The job name ${name} appears more than once. Job names must be unique within a pipeline.`,
  invalid: (name) => `Job ${name} has an invalid name. ${VALID_NAMES}`,
}

/** The words for the jobs of a stage. */
export const stageJobWords = (stage: string): GraphWords => ({
  unknown: (name, dependency) => `Stage ${stage} job ${name} depends on unknown job ${dependency}.`,
  cycle: (name, dependency) =>
    `Stage ${stage} job ${name} depends on job ${dependency} which creates a cycle in the dependency graph.`,
  noStart: `Stage ${stage} must contain at least one job with no dependencies.`,
  duplicate: (name) => `Stage ${stage} job ${name} appears more than once. Job names must be unique within a stage.`,
  invalid: (name) => `Stage ${stage} job ${name} has an invalid name. ${VALID_NAMES}`,
})

/** What the service says about the steps of a job. */
export const stepWords = {
  duplicate: (job: string, name: string) =>
    `Job ${job}: The step name ${name} appears more than once. Step names must be unique within a job.`,
  invalid: (job: string, name: string) => `Job ${job}: Step ${name} has an invalid name. ${VALID_NAMES}`,
  condition: (job: string, name: string, condition: string, reason: string) =>
    `Job ${job}: Step ${name} specifies condition ${condition} which is not valid. Reason: ${reason}`,
}

/** Whether a text can name a stage, job or step. */
export const isName = (text: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(text)
