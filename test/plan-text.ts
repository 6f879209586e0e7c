import { type Plan, planPipeline, type TaskCatalog } from '@mintwell/language'

/** The plan of a pipeline's text, for tests that are about something else; what is wrong with it fails them. */
export function planText(text: string, catalog: TaskCatalog): Plan {
  const { plan, diagnostics } = planPipeline(text, { file: '/test.yml', catalog, groups: {} })
  if (plan) return plan
  throw new Error(diagnostics.map(({ place, message }) => `${place?.line}:${place?.column} ${message}`).join('\n'))
}
