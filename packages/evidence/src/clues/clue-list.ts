import { agentLines } from './agent-lines.ts'
import { awsToolkit } from './aws-toolkit.ts'
import { azLogin } from './az-login.ts'
import { connectionLines } from './connection-lines.ts'
import { decodedTimes } from './decoded-times.ts'
import { lateBoundLines } from './late-bound-lines.ts'
import type { LogClue } from './log-clue.ts'
import { machineGroups } from './machine-groups.ts'
import { runNames } from './run-names.ts'
import { scriptName } from './script-name.ts'
import { sessionRefresh } from './session-refresh.ts'
import { taskHeader } from './task-header.ts'
import { terraformLines } from './terraform-lines.ts'

/** All kinds of lines that tell something. A new one is a file beside this and a line here. */
export const clueList: readonly LogClue[] = [
  agentLines,
  machineGroups,
  taskHeader,
  azLogin,
  scriptName,
  decodedTimes,
  connectionLines,
  lateBoundLines,
  awsToolkit,
  sessionRefresh,
  terraformLines,
  runNames,
]
