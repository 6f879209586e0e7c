// Reads what a lab ran, with azure-devops-node-api: projects, definitions, builds, timelines, logs and plans. COLLECTION_URI and PERSONAL_ACCESS_TOKEN say where.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { WebApi, getHandlerFromToken } = require('azure-devops-node-api')
const { BuildResult, BuildStatus } = require('azure-devops-node-api/interfaces/BuildInterfaces')
const { COLLECTION_URI, PERSONAL_ACCESS_TOKEN } = process.env
const api = new WebApi(COLLECTION_URI, getHandlerFromToken(PERSONAL_ACCESS_TOKEN))

const text = async (stream) => {
  let all = ''
  for await (const chunk of stream) all += chunk
  return all
}

const { authenticatedUser } = await api.connect()
const core = await api.getCoreApi()
const [project] = await core.getProjects()
const { capabilities } = await core.getProject(project.name, true)
const builds = await api.getBuildApi()
const [definition] = await builds.getDefinitions(project.name, 'nightly')
const failed = await builds.getBuilds(
  project.name,
  [definition.id],
  undefined,
  undefined,
  undefined,
  undefined,
  undefined,
  undefined,
  BuildStatus.Completed,
  BuildResult.Failed,
)
const build = await builds.getBuild(project.name, 1)
const timeline = await builds.getBuildTimeline(project.id, 1)
const [log] = await builds.getBuildLogs(project.name, 1)
const lines = await builds.getBuildLogLines(project.name, 1, log.id, 2, 2)
const whole = await text(await builds.getBuildLog(project.name, 1, log.id))
const tasks = await api.getTaskApi()
const { planId } = build.orchestrationPlan
const plan = await tasks.getPlan(project.id, 'build', planId)
const records = await tasks.getRecords(project.id, 'build', planId, timeline.id)
const feed = await tasks.getLines(project.id, 'build', planId, timeline.id, records.at(-1).id, records.at(-1).id)
let refusal
try {
  await new WebApi(COLLECTION_URI, getHandlerFromToken('x'.repeat(52)))
    .getCoreApi()
    .then((other) => other.getProjects())
} catch (error) {
  refusal = error.statusCode
}
console.log(
  JSON.stringify({
    user: authenticatedUser.providerDisplayName,
    project: project.name,
    git: capabilities.versioncontrol.sourceControlType,
    definition: definition.name,
    failed: failed.map(({ id }) => id),
    build: {
      number: build.buildNumber,
      failed: build.result === BuildResult.Failed,
      started: build.startTime.toISOString(),
    },
    records: timeline.records.map(({ type, name, result }) => [type, name, result]),
    lines,
    whole: whole.split('\r\n').length,
    plan: plan.owner.id,
    feed: feed.value.length,
    unknown: await builds.getBuild(project.name, 99),
    refusal,
  }),
)
