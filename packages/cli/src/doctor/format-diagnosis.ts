import type { CheckResult, CheckSeverity, Diagnosis, DoctorMechanism } from '@mintwell/doctor'
import { isBad } from '@mintwell/doctor'
import { foreignText } from '@mintwell/token'
import { wrapText } from '../wrap-text.ts'

/** What each mechanism is, in one line. */
const HEADLINES: Readonly<Record<DoctorMechanism, string>> = {
  'late-bound': 'late-bound: the script was given an old ID token that is bound to the service connection',
  echo: 'echo: the service gives one ID token again and again until it expires',
  both: 'both: an old ID token is bound to the service connection, and the service gives one token again and again',
  'held-too-long': 'held-too-long: the ID token was fresh when it was taken, and was kept too long',
  spent: 'spent: the ID token was used before, at a service that takes each one once',
  'clock-skew': 'clock-skew: a clock is wrong, so that good tokens look expired or not yet valid',
  'no-token': 'no-token: the step is given no ID token',
  'job-token': 'job-token: the job token is missing or not accepted, so that no ID token can be asked for',
  network: 'network: the service for ID tokens cannot be reached',
  none: 'none: each request brings a new ID token',
  'not-tested': 'not tested: no ID token could be asked for',
}

const MARKS: Readonly<Record<CheckSeverity, string>> = {
  passed: '✓',
  note: '·',
  warning: '!',
  failed: '✗',
  'not-checked': '-',
}

/**
 * The diagnosis for people: the verdict first, then a line for each finding with its next step, worst first; what passed is counted, or listed with `details`.
 *
 * @param width of the lines, in columns
 */
export function formatDiagnosis(
  { mechanism, results, isHealthy }: Diagnosis,
  details: boolean,
  width = Number.POSITIVE_INFINITY,
): string {
  const lines = (result: CheckResult) => linesOf(result, width)
  const bad = results.filter(isBad).sort((a, b) => Number(b.severity === 'failed') - Number(a.severity === 'failed'))
  const notes = results.filter(({ severity }) => severity === 'note')
  const good = results.filter(({ severity }) => severity === 'passed')
  const open = results.filter(({ severity }) => severity === 'not-checked')
  const counted = `${good.length} ${good.length === 1 ? 'check' : 'checks'} passed`
  return [
    wrapText(`mintwell doctor: ${HEADLINES[mechanism]}`, '', width),
    '',
    ...bad.flatMap(lines),
    ...notes.flatMap(lines),
    ...(details ? good.flatMap(lines) : [`✓ ${counted}${good.length > 0 ? ' (--details lists them)' : ''}`]),
    ...(open.length === 0
      ? []
      : ['', 'Not checked:', ...open.map(({ message }) => wrapText(foreignText(message), '  ', width, '- '))]),
    '',
    isHealthy
      ? 'Nothing to do.'
      : `${bad.length} ${bad.length === 1 ? 'thing was' : 'things were'} found; the next step is under each.`,
    '',
  ].join('\n')
}

function linesOf({ severity, message, cure }: CheckResult, width: number): readonly string[] {
  // A finding is one line, whatever is in the names that it repeats.
  const finding = wrapText(foreignText(message), '  ', width, `${MARKS[severity]} `)
  if (cure === null) return [finding]
  const [next = '', ...rest] = cure.split('\n')
  // A next step may be YAML to paste, which stays as it is.
  return [finding, wrapText(next, '    ', width, '    Next: '), ...rest.map((line) => `    ${line}`)]
}

/** The document that `mintwell doctor --json` prints. `findings` has what was found; `cure` is the next step. */
export function diagnosisDocument({ mechanism, evidence, results }: Diagnosis): object {
  const of = (...wanted: readonly CheckSeverity[]) => results.filter(({ severity }) => wanted.includes(severity))
  const brief = ({ id, message }: CheckResult) => ({ id, message })
  return {
    schema: 1,
    mechanism,
    evidence,
    findings: of('failed', 'warning'),
    notes: of('note').map(({ id, message, cure }) => ({ id, message, cure })),
    passed: of('passed').map(brief),
    notChecked: of('not-checked').map(brief),
  }
}
