import { LanguageError } from '../errors.ts'
import type { YamlNode, YamlScalar } from '../source/node.ts'
import type { Place } from '../source/place.ts'
import { placeInScalar } from '../source/scalar-place.ts'
import { walkScalars } from '../yaml/walk-scalars.ts'

/** The way out for what Azure Pipelines expands before a run starts (learn.microsoft.com, Azure DevOps REST API, Pipelines, Preview). */
const EXPANDED_YAML =
  "Give Mintwell the expanded YAML: 'Download full YAML' in the pipeline's editor, or a preview run (POST …/_apis/pipelines/{id}/preview, field finalYaml)."

/** The way out for what no expansion removes. */
const LEAVE_OUT =
  'Mintwell cannot run this yet: leave it out of the file that you run here, or put its work into a script step.'

/** The error for a feature that cannot be run locally yet; `expands` when Azure Pipelines' expanded YAML is free of it. */
export function unsupported(feature: string, place: Place, way: 'expands' | 'leave-out'): LanguageError {
  return new LanguageError('ERR_PLAN_UNSUPPORTED', {
    message: `${feature} cannot be run locally yet`,
    hint: way === 'expands' ? EXPANDED_YAML : LEAVE_OUT,
    place,
    data: { feature },
  })
}

/** Refusals by key, for `readFields`. */
export function refuseKeys(
  way: 'expands' | 'leave-out',
  features: Readonly<Record<string, string>>,
): Readonly<Record<string, (key: YamlScalar) => LanguageError>> {
  return Object.fromEntries(
    Object.entries(features).map(([key, feature]) => [key, ({ place }) => unsupported(feature, place, way)]),
  )
}

/**
 * Refuses `${{ }}` in any key or value: Azure Pipelines evaluates it before the run starts, in scripts too.
 *
 * @throws LanguageError `ERR_PLAN_UNSUPPORTED`
 */
export function refuseTemplateExpressions(root: YamlNode): void {
  walkScalars(root, (scalar) => {
    const at = scalar.text.indexOf('${{')
    if (at !== -1) throw unsupported('a template expression (${{)', placeInScalar(scalar, at), 'expands')
  })
}
