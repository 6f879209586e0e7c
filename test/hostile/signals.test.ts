import { describeSignals } from './describe-signals.ts'

// Sixty moments a call are in the clients' suite.
describeSignals(3, 1)
