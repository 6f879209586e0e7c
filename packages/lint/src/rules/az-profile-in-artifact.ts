import type { LintStep } from '../subject/lint-subject.ts'
import { atInput, inScript } from './report.ts'
import type { LintRule } from './rule.ts'

/** Folders with what az keeps of a login: the assertion, access tokens (Azure/azure-cli, `identity.py`). */
const PROFILE =
  /(?:~|\$\{?HOME\}?|\$\(HOME\)|\$env:(?:HOME|USERPROFILE)|%USERPROFILE%|\$\(USERPROFILE\)|\/home\/\w+|\/root)[/\\]\.azure(?:[/\\]|$|["'\s*])|\.azclitask|\$\{?AZURE_CONFIG_DIR\b|\$\(AZURE_CONFIG_DIR\)|\$env:AZURE_CONFIG_DIR|%AZURE_CONFIG_DIR%|service_principal_entries|msal_token_cache/i
/** The temp directory as a whole has the profile of AzureCLI in it. */
const TEMP = /^\$\((?:Agent\.TempDirectory)\)[/\\]?(?:\*\*(?:[/\\]\*)?)?$/i

/** Tasks that keep files beyond the job, with the inputs that say which. Publish steps are tasks of these GUIDs in the service's final form. */
const KEEPERS: Readonly<Record<string, readonly string[]>> = {
  publishpipelineartifact: ['targetPath', 'path'],
  'ecdc45f6-832d-4ad9-b52b-ee49e94659be': ['path', 'targetPath'],
  publishbuildartifacts: ['PathtoPublish'],
  cache: ['path'],
  copyfiles: ['Contents', 'SourceFolder'],
  archivefiles: ['rootFolderOrFile'],
  universalpackages: ['publishDirectory'],
}

/** Commands that copy files to where they stay. */
const COPIERS = /^(?:cp|rsync|tar|zip|7z|mv|copy|xcopy|robocopy|copy-item|move-item|compress-archive|azcopy|scp)$/

/** `~/.azure` and the like in an artifact, a cache or a copy. */
export const azProfileInArtifact: LintRule = {
  id: 'L06',
  name: 'az-profile-in-artifact',
  title: "az's profile goes into an artifact or a cache",
  severity: 'error',
  confidence: 'high',
  reason:
    'The profile has the ID token or secret that az logged in with, and access tokens in plain text on Linux. An artifact or cache keeps them for everyone who can read it, and another job that restores it goes on with old ones.',
  cure: 'Publish the files that you mean by name; log in again in the job that needs it.',
  *check({ steps }) {
    for (const step of steps) {
      for (const name of KEEPERS[step.task] ?? []) {
        const value = valueAt(step, name)
        const lines = value?.split('\n').map((line) => line.trim()) ?? []
        const bad = lines.find((line) => !line.startsWith('!') && (PROFILE.test(line) || TEMP.test(line)))
        if (value === undefined || bad === undefined) continue
        if (step.task === 'copyfiles' && TEMP.test(bad) && !/^\s*\*\*/.test(valueAt(step, 'Contents') ?? '**')) continue
        yield atInput(step, name, value, `'${bad}' has what az keeps of its login`)
      }
      for (const script of step.scripts) {
        if (!PROFILE.test(script.text)) continue
        for (const { program, words, start, end } of script.allCommands)
          if (
            COPIERS.test(program) &&
            words.slice(1).some(({ text }) => PROFILE.test(text)) &&
            !isRestore(words.at(-1)?.text ?? '', program)
          )
            yield inScript(step, script, start, end, `'${program}' copies what az keeps of its login`)
      }
    }
  },
}

/** Copying into the profile is no copy of it. */
function isRestore(target: string, program: string): boolean {
  return /^(?:cp|mv|copy|copy-item|rsync)$/.test(program) && PROFILE.test(target)
}

function valueAt({ plan }: LintStep, name: string): string | undefined {
  const key = Object.keys(plan.inputs).find((each) => each.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : plan.inputs[key]
}
