export type { DirectorySnapshot } from './directory/snapshot.ts'
export type { Fault, FaultChoice } from './faults/fault.ts'
export { faultList } from './faults/fault-list.ts'
export { parseFault } from './faults/parse-fault.ts'
export type { Caller } from './ground/caller.ts'
export { LabError, type LabErrorCode, labErrors } from './ground/errors.ts'
export { SigningKeys, type StoredKeys } from './ground/keys/signing-keys.ts'
export type { Emit, Exchange, IdTokenIssued, LabEvent } from './ground/lab-event.ts'
export { defaultSettings, type LabSettings } from './ground/settings.ts'
export { createControlApp } from './lab/control/control-app.ts'
export { openControlServer } from './lab/control/control-server.ts'
export { describeLab } from './lab/control/describe-lab.ts'
export { openApiDocument } from './lab/control/open-api.ts'
export { isPrivateHost } from './lab/gateway/private-address.ts'
export { type Lab, type LabOptions, openLab } from './lab/open-lab.ts'
export type { JobRequest, LabJob } from './services/jobs/lab-job.ts'
export type {
  LogLine,
  ReportedRun,
  RunRecorder,
  RunResult,
  TimelineEntry,
  TimelinePlace,
} from './services/runs/reported-run.ts'
