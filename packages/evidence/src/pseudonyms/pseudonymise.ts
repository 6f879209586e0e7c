import type { History, HistoryJob, HistoryRun, HistoryStep, HistoryToken, TokenMark } from '../history/history.ts'

const GUID = /[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/g
const ADDRESS = /\bhttps?:\/\/[^\s"'<>)\]]{1,400}/g
const MAIL = /\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\b/g
const FILE = /(?:\/(?:home|Users|agent|azp|opt|mnt|srv|var)\/|[A-Za-z]:\\)[^\s"'<>|]{1,300}/g
/** Hosts of services that everybody has: their names tell nothing of anybody. */
const PUBLIC =
  /^(?:vstoken\.dev\.azure\.com|login\.microsoftonline\.(?:com|us)|sts\.windows\.net|learn\.microsoft\.com|docs\.microsoft\.com|app\.vssps\.visualstudio\.com)$/

/**
 * The same history under other names: of pipelines, runs, stages, jobs and steps, agents, connections, organizations, addresses, ids and paths. The same name gets the same pseudonym
 * in all histories of one call, so that what belongs together is seen. Times, codes, versions and fingerprints stay; lines of logs, which may name anything, go.
 */
export function pseudonymise(histories: readonly History[]): readonly History[] {
  const names = new Pseudonyms()
  return histories.map((history) => historyOf(history, names))
}

class Pseudonyms {
  readonly #known = new Map<string, string>()
  readonly #counts = new Map<string, number>()

  /** The pseudonym of a name of this kind. */
  of(kind: string, name: string): string {
    const key = `${kind} ${name}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    const pseudonym = `${kind}-${count}`
    this.#known.set(key, pseudonym)
    return pseudonym
  }

  maybe(kind: string, name: string | null): string | null {
    return name === null || name === '' ? name : this.of(kind, name)
  }

  /** A text with what in it names somebody or something replaced. */
  text(text: string): string {
    return text
      .replace(ADDRESS, (address) => this.address(address))
      .replace(MAIL, (mail) => this.of('mail', mail))
      .replace(FILE, (path) => this.of('path', path))
      .replace(GUID, (guid) => this.of('id', guid.toLowerCase()))
  }

  address(address: string): string {
    const host = /^https?:\/\/([^/:?#]+)/.exec(address)?.[1] ?? address
    if (!PUBLIC.test(host)) return `https://${this.of('host', host)}/${this.of('page', address)}`
    return address.replace(GUID, (guid) => this.of('id', guid.toLowerCase()))
  }
}

function historyOf({ pipeline, runs, tokens }: History, names: Pseudonyms): History {
  const ids = new Map(tokens.map((token) => [token.id, tokenId(token, names)]))
  return {
    pipeline: names.maybe('pipeline', pipeline),
    runs: runs.map((run) => runOf(run, names, ids)),
    tokens: tokens.map((token) => tokenOf(token, names, ids.get(token.id) ?? token.id)),
  }
}

/** Fingerprints and times name nobody; a token that is known by its claims alone is named by them. */
function tokenId({ id, fingerprint, notBefore, expiresAt }: HistoryToken, names: Pseudonyms): string {
  return fingerprint !== null || notBefore !== null || expiresAt !== null ? id : names.of('token', id)
}

function tokenOf(token: HistoryToken, names: Pseudonyms, id: string): HistoryToken {
  return {
    ...token,
    id,
    issuer: token.issuer === null ? null : names.text(token.issuer),
    subject: names.maybe('subject', token.subject),
    // There are only a few audiences, and none of Azure DevOps' names anybody.
    audience: token.audience === null ? null : names.text(token.audience),
  }
}

function runOf(run: HistoryRun, names: Pseudonyms, ids: ReadonlyMap<string, string>): HistoryRun {
  return {
    ...run,
    id: names.of('run', run.id),
    url: run.url === null ? null : names.address(run.url),
    jobs: run.jobs.map((job) => jobOf(job, names)),
    marks: run.marks.map((mark) => markOf(mark, names, ids)),
  }
}

function jobOf(job: HistoryJob, names: Pseudonyms): HistoryJob {
  const { agent } = job
  return {
    ...job,
    stage: names.maybe('stage', job.stage),
    name: names.of('job', job.name),
    // Microsoft's agents are named by a number.
    agent: {
      ...agent,
      name: agent.isHosted === true ? agent.name : names.maybe('agent', agent.name),
      proxy: names.maybe('proxy', agent.proxy),
    },
    steps: job.steps.map((step) => stepOf(step, names)),
  }
}

function stepOf(step: HistoryStep, names: Pseudonyms): HistoryStep {
  return {
    ...step,
    stage: names.maybe('stage', step.stage) ?? '',
    job: names.of('job', step.job),
    step: names.of('step', step.step),
    displayName: names.of('step', step.step),
    connection: names.maybe('connection', step.connection),
    connectionId: names.maybe('id', step.connectionId?.toLowerCase() ?? null),
    lines: [],
  }
}

function markOf(mark: TokenMark, names: Pseudonyms, ids: ReadonlyMap<string, string>): TokenMark {
  return {
    ...mark,
    stage: names.maybe('stage', mark.stage) ?? '',
    job: names.maybe('job', mark.job) ?? '',
    step: names.maybe('step', mark.step) ?? '',
    token: mark.token === null ? null : (ids.get(mark.token) ?? mark.token),
    // The service's words may quote subjects and names of apps: the code says what matters.
    text: null,
  }
}
