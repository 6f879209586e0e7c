import type { HttpClient, HttpResponse } from '@mintwell/client'
import { DevOpsError } from '../errors.ts'
import { membersOf, textOf, wholeNumberOf } from '../members.ts'
import { type AnswerStore, noStore } from './answer-store.ts'
import { Pace, type PaceClock } from './pace.ts'
import { type PatientRequest, sendPatiently } from './send-patiently.ts'
import type { ReadService } from './service.ts'

/** The longest answers that are read, in characters: JSON of a page, a log, an archive of logs. Choices: a page of 1,000 builds has 4 MB. */
const LONGEST_JSON = 67_108_864
const LONGEST_LOG = 134_217_728
const LONGEST_ARCHIVE = 268_435_456

/** What a reader needs of the world. */
export interface ReaderPorts {
  readonly http: HttpClient
  readonly clock: PaceClock
  readonly store?: AnswerStore
  readonly signal?: AbortSignal | undefined
}

/** What is asked of a service: a path behind its address, with the values of the query. */
export interface Question {
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  /** What it is, in words: `the projects`. */
  readonly what: string
}

/** A page of a list. */
export interface Page<T> {
  readonly value: readonly T[]
  /** How many items the service gave, those that could not be read too. */
  readonly given: number
  /** Where the next page begins; null behind the last one. */
  readonly continuationToken: string | null
}

/**
 * Reads a service over HTTP: a few requests at once, patiently, and never more of an answer than fits. It follows no redirect and sends the token to no other host.
 *
 * @example
 * const reader = new DevOpsReader({ name: 'Azure DevOps', url, authorization, signInHint, rightsHint }, { http, clock })
 * const projects = await all(listProjects(reader))
 */
export class DevOpsReader {
  readonly service: ReadService
  readonly #ports: ReaderPorts
  readonly #store: AnswerStore
  readonly #pace: Pace

  constructor(service: ReadService, ports: ReaderPorts) {
    this.service = service
    this.#ports = ports
    this.#store = ports.store ?? noStore
    this.#pace = new Pace(ports.clock)
  }

  /** How long the service made us wait, in milliseconds. */
  get waitedMs(): number {
    return this.#pace.waitedMs
  }

  /**
   * One object.
   *
   * @param read undefined where the answer is not what was asked for
   * @param keptOf what of it is kept, in a form that `read` reads
   * @throws DevOpsError
   */
  async object<T>(
    question: Question,
    read: (answer: unknown) => T | undefined,
    keptOf: (value: T) => unknown = (value) => value,
  ): Promise<T> {
    const kept = await this.#recall(question, read)
    if (kept !== undefined) return kept
    const { text } = await this.#send(question, 'application/json', LONGEST_JSON)
    const value = read(parseJson(text))
    if (value === undefined) throw unusable(question, this.service, 'does not have its form')
    await this.#store.keep(keyOf(question), keptOf(value))
    return value
  }

  /**
   * One page of a list. Items that cannot be read are left out.
   *
   * @param nextOf where the service says in another way than by a header where the next page begins
   * @throws DevOpsError
   */
  async page<T>(
    question: Question,
    read: (item: unknown) => T | undefined,
    nextOf: (response: HttpResponse, body: unknown) => string | undefined = continuationOf,
  ): Promise<Page<T>> {
    const pageOf = (body: unknown, next: string | undefined): Page<T> | undefined => {
      const { value } = membersOf(body)
      if (!Array.isArray(value)) return undefined
      const items = value.map(read).filter((item) => item !== undefined)
      return { value: items, given: value.length, continuationToken: next ?? null }
    }
    const kept = await this.#recall(question, (body) => {
      const page = pageOf(body, textOf(membersOf(body).continuationToken))
      return page && { ...page, given: wholeNumberOf(membersOf(body).given) ?? page.given }
    })
    if (kept !== undefined) return kept
    const response = await this.#send(question, 'application/json', LONGEST_JSON)
    const body = parseJson(response.text)
    const page = pageOf(body, nextOf(response, body))
    if (!page) throw unusable(question, this.service, 'is not a list')
    await this.#store.keep(keyOf(question), { count: page.value.length, ...page })
    return page
  }

  /** A text, such as a log. It is not kept: a log may hold anything. */
  async text(question: Question): Promise<string> {
    return (await this.#send(question, 'text/plain', LONGEST_LOG)).text
  }

  /** An archive. It is not kept. */
  async archive(question: Question): Promise<Uint8Array> {
    const { text } = await this.#send(question, 'application/zip', LONGEST_ARCHIVE, 'latin1')
    return Buffer.from(text, 'latin1')
  }

  async #recall<T>(question: Question, read: (answer: unknown) => T | undefined): Promise<T | undefined> {
    const kept = await this.#store.recall(keyOf(question))
    return kept === undefined ? undefined : read(kept)
  }

  async #send(
    question: Question,
    accept: string,
    longest: number,
    encoding?: PatientRequest['encoding'],
  ): Promise<HttpResponse> {
    // Ids come from answers: one that climbs up a path would ask something else.
    if (question.path.split('/').some((part) => part === '.' || part === '..')) throw notAsked(question, this.service)
    const url = `${this.service.url}/${keyOf(question)}`
    const request = { url, what: question.what, accept, longest, ...(encoding ? { encoding } : {}) }
    const { http, signal } = this.#ports
    return await sendPatiently(request, this.service, { http, pace: this.#pace, signal })
  }
}

/** A question as the part of the address behind that of the service: what it is kept under, too. */
export function keyOf({ path, query = {} }: Question): string {
  const values = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name).replace('%24', '$')}=${encodeURIComponent(value)}`],
  )
  return values.length === 0 ? path : `${path}?${values.join('&')}`
}

/** Where Azure DevOps says that a list goes on: in a header (microsoft/azure-devops-node-api#493, MicrosoftDocs/vsts-rest-api-specs#178). */
function continuationOf({ headers }: HttpResponse): string | undefined {
  return headers['x-ms-continuationtoken']?.trim() || undefined
}

/** The value of a JSON text; undefined where it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return undefined
  }
}

function unusable({ what }: Question, service: ReadService, why: string): DevOpsError {
  return new DevOpsError('ERR_DEVOPS_ANSWER', {
    message: `What ${service.name} answered to the request for ${what} ${why}.`,
    hint: service.answerHint,
  })
}

function notAsked({ what }: Question, service: ReadService): DevOpsError {
  return new DevOpsError('ERR_DEVOPS_ANSWER', {
    message: `${what} cannot be asked for: an id that ${service.name} gave is not an id.`,
    hint: service.answerHint,
  })
}
