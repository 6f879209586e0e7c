import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { factsOf, type Result } from '@mintwell/record'
import { directoryRunStore, nodeProcesses, nodeRunFiles, type RunPorts, runPipeline } from '@mintwell/runner'
import { readToken } from '@mintwell/token'
import { buildVariables, pipelineName } from './build-variables.ts'
import { createSources } from './check-out.ts'
import { guarded } from './guard.ts'
import { tellOfRun } from './history.ts'
import { labJobServices } from './lab-job-services.ts'
import type { QueuedRun } from './queue.ts'
import type { Session } from './session-parts.ts'

/** Runs one queued run in the session's lab and says all that happens. */
export async function runInLab(session: Session, run: QueuedRun): Promise<void> {
  const { lab, request, teller } = session
  const { plan, catalog } = request
  const queuedAt = run.at ?? lab.clock.now()
  const tell = (event: Parameters<typeof teller.tell>[0]) => teller.tell(event, run.number)
  const { reason, branch } = run
  const queued = new Date(queuedAt).toISOString().replace('.000Z', 'Z')
  tell({ from: 'session', event: { kind: 'run-queued', at: lab.clock.now(), reason, queuedAt: queued, branch } })
  const variables = { ...buildVariables(run, plan.pipeline, queuedAt), ...request.variables }
  const buildNumber = variables['Build.BuildNumber'] ?? String(run.number)
  const history = tellOfRun(lab.services.runs, run, pipelineName(plan.pipeline), buildNumber, queuedAt, lab.clock.now())
  const ports = portsOf(session, run, await session.sources.commit(), (event) => {
    tell({ from: 'runner', event })
    history.event(event)
  })
  let result: Result = 'failed'
  try {
    result = await runPipeline({ plan, catalog, variables, counter: session.counter }, ports)
  } finally {
    history.finish(result, lab.clock.now())
    tell({ from: 'session', event: { kind: 'run-finished', at: lab.clock.now(), result } })
    teller.flush()
  }
}

function portsOf(session: Session, run: QueuedRun, commit: string | undefined, emit: RunPorts['emit']): RunPorts {
  const { lab, request, guard, teller, io } = session
  return {
    clock: lab.clock,
    processes: guarded(nodeProcesses(process.platform), guard),
    files: nodeRunFiles,
    store: directoryRunStore(join(session.directory, `run-${run.number}`), nodeRunFiles),
    services: labJobServices(lab, session.clients, {
      number: run.number,
      branch: run.branch,
      pipeline: pipelineName(request.plan.pipeline),
      ...(commit === undefined ? {} : { commit }),
      ...(request.secrets ? { secrets: request.secrets } : {}),
    }),
    emit,
    tokenTaken: ({ stage, job, step }, token, source, { name }) => {
      const facts = factsOf(readToken(token))
      const at = lab.clock.now()
      teller.tell(
        {
          from: 'client',
          event: { kind: 'token-taken', at, stage, job, step, connection: name, source, token: facts },
        },
        run.number,
      )
    },
    environment: session.environment,
    directory: session.directory,
    checkOut: (directory, repository) => checkOutRepository(session, directory, repository, run.branch),
    takeBack: (workspace) => session.sources.takeBack(workspace),
    settings: {
      azureCliLogin: request.settings.azureCli?.login ?? 'as-cloud',
      keepWorkspaces: request.keep,
      parallel: request.parallel,
      debug: request.debug,
      approve: request.approve ?? false,
      containersOnHost: request.containersOnHost ?? false,
      stubs: [...(request.stubs ?? []), ...(request.settings.stubs ?? [])],
    },
    node: { file: process.execPath, major: Number.parseInt(process.versions.node, 10) },
    newId: randomUUID,
    signal: io.signal,
  }
}

/** `checkout` of the pipeline's own repository, or of another one that the user has. */
async function checkOutRepository(
  session: Session,
  directory: string,
  repository: string,
  branch: string,
): Promise<void> {
  if (repository === 'self') return session.sources.checkOut(directory, branch)
  const folder = session.request.repositories?.get(repository.toLowerCase())
  if (folder === undefined)
    throw new Error(
      `the repository '${repository}' is not known here; name its folder with --repository ${repository}=DIR`,
    )
  // Each has a list of its own; what git ignores in it is nobody's to hear.
  await createSources(join(folder, 'azure-pipelines.yml'), session.directory, () => {}).checkOut(directory, branch)
}
