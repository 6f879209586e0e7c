import { describeSignals } from './describe-signals.ts'

describeSignals(60, 2)
