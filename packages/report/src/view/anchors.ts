import type { HistoryRun, TokenMark } from '@mintwell/evidence'

/** The names of places in the page, as links have them. The page's script finds the run of a step by what comes before the second hyphen. */
export const anchors = {
  /** @param index of the run, from 0 */
  run: (index: number): string => `run-${index + 1}`,
  job: (run: string, index: number): string => `${run}-job-${index + 1}`,
  step: (job: string, index: number): string => `${job}-step-${index + 1}`,
}

/** Where the step of a mark is; the run where it is of no step of it. */
export function anchorOfMark(
  { jobs }: Pick<HistoryRun, 'jobs'>,
  mark: Pick<TokenMark, 'stage' | 'job' | 'step'>,
  run: string,
): string {
  for (const [index, { steps }] of jobs.entries()) {
    const at = steps.findLastIndex(
      ({ stage, job, step }) => stage === mark.stage && job === mark.job && step === mark.step,
    )
    if (at !== -1) return anchors.step(anchors.job(run, index), at)
  }
  return run
}
