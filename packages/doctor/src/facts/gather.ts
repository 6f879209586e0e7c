import { ClientError, type IdTokenSource } from '@mintwell/client'
import { readToken, type Token } from '@mintwell/token'
import { decide } from '../experiment/decide.ts'
import type { AskedToken, HeldToken, Observations } from '../experiment/observations.ts'
import { causeOf, observeRequests } from '../experiment/observe-requests.ts'
import { findPartyRefusal } from '../experiment/party-refusal.ts'
import { readHeld } from '../experiment/read-held.ts'
import { findTaskStart } from '../experiment/task-start.ts'
import { issued } from '../experiment/times.ts'
import type { DoctorPorts, DoctorRequest } from '../ports/doctor-ports.ts'
import { type Facts, isOfLab, type ServiceFacts, type Surroundings } from './facts.ts'
import { measureService } from './measure-service.ts'
import { readAz } from './read-az.ts'
import { servicesOf } from './services.ts'

/** The variable in which Azure Pipelines tells its tasks of late-bound tokens (microsoft/azure-pipelines-tasks#21580). */
const LATE_BOUND_FLAG = 'DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN'

/**
 * Gathers all that the checks judge: first what needs no token, so that nothing is spent where the network is at fault, then the experiment, which takes half a minute.
 */
export async function gather(request: DoctorRequest, ports: DoctorPorts): Promise<Facts> {
  const { env, machineNow } = ports
  const held = readHeld(env[request.idTokenVariable])
  if (held.kind === 'token') ports.mask(env[request.idTokenVariable]?.trim() ?? '')
  const surroundings = surroundingsOf(env)
  const [az, ...services] = await Promise.all([
    readAz(ports),
    ...servicesOf(env).map((service) => measureService(service, ports)),
  ])
  const clockOffset = offsetOf(services)
  const requests = await askForTokens(surroundings, held, ports)
  const ancestors = ports.ancestors()
  const observations: Observations = {
    held,
    heldName: `$${request.idTokenVariable}`,
    requests,
    taskStart: findTaskStart(ancestors, env),
    lateBoundFlag: readFlag(env[LATE_BOUND_FLAG]),
    boundFingerprint: boundFingerprint(env),
    clockOffset,
    now: machineNow() + (clockOffset ?? 0),
    needs: request.needs,
    refusal: findPartyRefusal(request.log),
  }
  return {
    request,
    env,
    surroundings,
    inLab: env.MINTWELL_LAB_CLOCK !== undefined || services.some(isOfLab),
    now: observations.now,
    clockOffset,
    services,
    az,
    ancestors,
    observations,
    decision: decide(observations),
    token: held.kind === 'token' ? held.token : issued(requests)[0]?.token,
    jobToken: tokenOf(env.SYSTEM_ACCESSTOKEN),
  }
}

function surroundingsOf(env: DoctorPorts['env']): Surroundings {
  if (env.SYSTEM_OIDCREQUESTURI || env.TF_BUILD) return 'azure-pipelines'
  return env.GITHUB_ACTIONS || env.ACTIONS_ID_TOKEN_REQUEST_URL ? 'github-actions' : 'none'
}

/** Outside a pipeline there is nobody to ask; inside one, why nobody can be asked is an observation too. */
async function askForTokens(
  surroundings: Surroundings,
  held: HeldToken,
  ports: DoctorPorts,
): Promise<readonly AskedToken[]> {
  if (surroundings === 'none') return []
  let source: IdTokenSource
  try {
    source = ports.openSource()
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    // Nobody has named what is to be asked for, which is no fault of the step.
    if (error.code === 'ERR_CONNECTION_MISSING') return []
    return [{ kind: 'refused', cause: causeOf(error), message: error.message, hint: error.hint }]
  }
  return observeRequests(source, held.kind === 'token' ? held.token.fingerprint : undefined, ports)
}

/** The median of what the services' clocks say. */
function offsetOf(services: readonly ServiceFacts[]): number | null {
  const offsets = services.flatMap(({ clockOffsets }) => clockOffsets).sort((a, b) => a - b)
  return offsets[Math.floor(offsets.length / 2)] ?? null
}

function readFlag(value: string | undefined): Observations['lateBoundFlag'] {
  if (value === undefined) return 'unset'
  return value.toLowerCase() === 'true' ? 'on' : 'off'
}

/** The agent gives the parameters of a connection to tasks in variables; scripts see them where nobody took them out. */
function boundFingerprint(env: DoctorPorts['env']): string | undefined {
  const name = Object.keys(env).find((each) => /^ENDPOINT_AUTH_PARAMETER_.+_IDTOKEN$/i.test(each))
  const value = name === undefined ? undefined : env[name]
  return value ? readToken(value).fingerprint : undefined
}

function tokenOf(text: string | undefined): Token | undefined {
  const reading = readToken(text?.trim() ?? '')
  return reading.kind === 'token' ? reading : undefined
}
