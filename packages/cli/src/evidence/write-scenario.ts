import { type Scenario, scenarioOf } from '@mintwell/evidence'
import { stringify } from 'yaml'
import { writeUserFile } from '../run/write-user-file.ts'
import { checkOutput } from './check-output.ts'
import type { JudgedHistory } from './read-evidence.ts'

const HEAD = `# What was seen of a pipeline's runs, for the lab to play: mintwell run FILE --scenario THIS
# Each run has the faults that are on while it goes, and what is expected of it. Written by mintwell evidence.
`

/** Writes the scenario of a history. Throws OutputError, and CliError \`ERR_EVIDENCE_LEAK\`. */
export function writeScenario({ history, verdict }: JudgedHistory, file: string): Scenario {
  const scenario = scenarioOf(history, verdict)
  const runs = scenario.runs.map(({ at, ...run }) => ({ ...run, at: new Date(at).toISOString() }))
  writeUserFile(file, checkOutput(`${HEAD}${stringify({ ...scenario, runs }, { lineWidth: 0 })}`, file))
  return scenario
}
