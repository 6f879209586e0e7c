/** Which runs are asked of an organization: the last ones of a pipeline, or single ones by their numbers. */
export interface AskedRuns {
  readonly organization: string
  readonly project: string | undefined
  readonly pipeline: string | undefined
  readonly last: number
  readonly builds: readonly number[]
  readonly tokenFile: string | undefined
}

/** The page of a run: `https://dev.azure.com/ORGANIZATION/PROJECT/_build/results?buildId=N`, or that of a server. */
const PAGE = /^(https?:\/\/.{1,400})\/([^/]{1,200})\/_build\/results\/?\?(?:.{0,400}&)?buildId=(\d{1,12})\b/i

/** Reads the address of a run's page; undefined where it is none. */
export function readRunPage(text: string): Pick<AskedRuns, 'organization' | 'project' | 'builds'> | undefined {
  const [, organization, project, build] = PAGE.exec(text) ?? []
  if (organization === undefined || project === undefined) return undefined
  try {
    return { organization, project: decodeURIComponent(project), builds: [Number(build)] }
  } catch {
    return undefined
  }
}
