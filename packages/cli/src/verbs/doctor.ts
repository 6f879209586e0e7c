import { parseArgs } from 'node:util'
import { parseDuration } from '@mintwell/clock'
import { type DoctorRequest, examine, partyList } from '@mintwell/doctor'
import { diagnosisDocument, formatDiagnosis } from '../doctor/format-diagnosis.ts'
import { openDoctorPorts } from '../doctor/open-doctor-ports.ts'
import { readFailedLog } from '../doctor/read-failed-log.ts'
import { readSourceChoice } from '../provide/arguments.ts'
import { withProvidePorts } from '../provide/take-once.ts'
import { jsonText, say } from '../say.ts'
import { UsageError, type Verb } from '../verb.ts'
import { proseWidthOf } from '../wrap-text.ts'

const usage =
  'mintwell doctor [--connection NAME] [--needs D] [--for PARTY]… [--id-token-variable NAME] [--failed-log FILE] [--details] [--json]'

const parties = partyList.map(({ name }) => name)

/** `mintwell doctor`: looks at the step that it runs in, and says what is wrong and what to do next. */
export const doctor: Verb = {
  name: 'doctor',
  usage,
  help: `Examines the step that it runs in: which mechanism makes ID tokens stale here, if any, and what else stands in the way of a token or its
exchange. Outside a pipeline it checks what it can. It changes nothing, asks for at most three ID tokens, and shows none.

Usage: ${usage}

  --connection NAME     Azure Pipelines: the service connection, by name or GUID (default: AZURESUBSCRIPTION_SERVICE_CONNECTION_ID)
  --id-token-variable NAME   where the script has its ID token (default: idToken, as AzureCLI names it)
  --needs D             how long the step needs credentials: what ends before is named
  --for PARTY           hold the token against the rules of a service, repeatable: ${parties.join(', ')}
  --failed-log FILE     what a failing step printed (- for standard input): a service that takes each token once says so there
  --audience AUD        GitHub Actions: who the token is for
D is a duration: 90s, 10m, 1h30m.

Output
  --details             the checks that passed as well
  --json                one document on stdout
  --log stdout          our own lines on standard output (default: standard error)

In a pipeline it takes half a minute: two ID tokens are asked for 30 s apart and compared with the one that the script has.

Exit code: 0 nothing was found; 1 something was; 2 wrong use; 130 interrupted.
`,
  async run(argv, io) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        source: { type: 'string' },
        connection: { type: 'string' },
        'pipeline-token': { type: 'boolean', default: false },
        audience: { type: 'string' },
        'id-token-variable': { type: 'string', default: 'idToken' },
        needs: { type: 'string' },
        for: { type: 'string', multiple: true, default: [] },
        'failed-log': { type: 'string' },
        details: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        log: { type: 'string' },
      },
    })
    const log = values['failed-log']
    const request: DoctorRequest = {
      idTokenVariable: values['id-token-variable'],
      needs: readNeeds(values.needs),
      parties: readParties(values.for),
      log: log === undefined ? undefined : await readFailedLog(log, io),
    }
    const { source, connection, audience } = values
    const choice = readSourceChoice({ source, connection, audience, 'pipeline-token': values['pipeline-token'] })
    return withProvidePorts(io, values.log, async (ports) => {
      const diagnosis = await examine(request, openDoctorPorts(io, choice, ports))
      if (values.json) io.stdout.write(jsonText(diagnosisDocument(diagnosis), 2))
      else say(io.stdout, formatDiagnosis(diagnosis, values.details, proseWidthOf(io.stdout)))
      return diagnosis.isHealthy ? 0 : 1
    })
  },
}

function readNeeds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const needs = parseDuration(text)
  if (needs === undefined)
    throw new UsageError(`--needs takes a duration such as 90s, 10m or 1h30m, not '${text.slice(0, 40)}'`)
  return needs
}

/** Several in one option, separated by commas, too. */
function readParties(texts: readonly string[]): readonly string[] {
  const names = texts.flatMap((text) => text.split(',')).map((name) => name.trim().toLowerCase())
  const unknown = names.find((name) => !parties.includes(name))
  if (unknown !== undefined) throw new UsageError(`--for takes ${parties.join(', ')}, not '${unknown.slice(0, 40)}'`)
  return names
}
