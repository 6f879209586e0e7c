export { directoryRunStore } from './adapters/directory-run-store.ts'
export { nodeRunFiles } from './adapters/node-files.ts'
export { nodeProcesses } from './adapters/node-processes.ts'
export { type LoggingCommand, parseCommand } from './commands/parse-command.ts'
export { LineMasker } from './masking/line-masker.ts'
export { Masker } from './masking/masker.ts'
export type { Issue, LineKind, RunEvent, StepIdentity } from './ports/events.ts'
export type { RunFiles } from './ports/files.ts'
export type {
  JobAccess,
  JobServices,
  OutgoingRequest,
  Processes,
  RunPorts,
  ServiceVariable,
  StepAccess,
} from './ports/ports.ts'
export type { Result } from './ports/result.ts'
export type { RunStore } from './ports/run-store.ts'
export type { RunRequest } from './run/pipeline-run.ts'
export { runPipeline } from './run/run-pipeline.ts'
export { builtInDefinitions } from './tasks/built-in-definitions.ts'
