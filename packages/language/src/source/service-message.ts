import type { Diagnostic } from './diagnostic.ts'

/** The service cuts its messages about templates at this length (measured). */
const LONGEST_MESSAGE = 500

/**
 * A diagnostic as the service writes it: `/file.yml (Line: 3, Col: 1): text`, some with the file alone, some with nothing in front.
 *
 * @example formatServiceMessage(diagnostic) // "/azure-pipelines.yml (Line: 1, Col: 1): Unexpected value 'stepz'"
 */
export function formatServiceMessage({ message, place, frame }: Diagnostic): string {
  if (!place || frame === 'none') return message
  const at = frame === 'file' ? '' : ` (Line: ${place.line}, Col: ${place.column})`
  const whole = `${place.file}${at}: ${message}`
  return whole.length > LONGEST_MESSAGE ? `${whole.slice(0, LONGEST_MESSAGE)}[...]` : whole
}
