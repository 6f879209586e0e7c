export { type CheckResult, type CheckSeverity, isBad } from './check/check.ts'
export { type Diagnosis, examine } from './examine.ts'
export { decide } from './experiment/decide.ts'
export type { Decision, DoctorMechanism } from './experiment/decision.ts'
export type {
  AskedToken,
  HeldToken,
  Observations,
  PartyRefusal,
  TaskStart,
  UnansweredCause,
} from './experiment/observations.ts'
export type { Objection, Party, PartyContext } from './parties/party.ts'
export { partyList } from './parties/party-list.ts'
export type { DoctorPorts, DoctorRequest, ProgramOutput } from './ports/doctor-ports.ts'
