import { LanguageError } from '../errors.ts'
import type { YamlNode, YamlScalar } from '../source/node.ts'
import { walkScalars } from '../yaml/walk-scalars.ts'
import { readInner } from './directive.ts'
import { type Evaluation, isSyntaxError, parseIn } from './evaluate-scalar.ts'
import { type Frame, placeIn } from './frame.ts'
import { cutSegments, hasExpression } from './segments.ts'

/**
 * Reports expressions that are not well formed in a body that is passed over: the service evaluates none of them, but has parsed them. Names are not judged, since
 * loops inside the body may define them.
 */
export function checkSyntax(body: YamlNode, frame: Frame, evaluation: Evaluation): void {
  if (evaluation.checked.has(body)) return
  evaluation.checked.add(body)
  walkScalars(body, (scalar) => checkScalar(scalar, frame, evaluation))
}

function checkScalar(scalar: YamlScalar, frame: Frame, { report }: Evaluation): void {
  if (!hasExpression(scalar.text)) return
  const segments = cutSegments(scalar.text)
  if (segments === 'unclosed') return
  for (const segment of segments) {
    if (segment.kind === 'text') continue
    const directive = readInner(segment.text)
    const text = directive && 'condition' in directive ? directive.condition : directive ? undefined : segment.text
    const parsed = text === undefined ? undefined : parseIn(frame, text)
    if (parsed instanceof LanguageError && isSyntaxError(parsed)) report.thrown(parsed, placeIn(frame, scalar.place))
  }
}
