/** The most jobs that one may become (learn.microsoft.com, "Specify jobs in your pipeline": 256 legs of a matrix). */
export const MOST_JOB_INSTANCES = 256

/** What the service says when a job would become more of them (actions/runner, 2019, src/Sdk, `PipelineStrings`). */
export function tooManyInstances(expansion: 'matrix' | 'slicing', count: number | string): string {
  return `The ${expansion} expansion resulted in ${count} jobs which exceeds the maximum allowable job count of ${MOST_JOB_INSTANCES}.`
}
