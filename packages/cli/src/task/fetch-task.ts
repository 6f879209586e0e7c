import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { HttpClient, HttpResponse } from '@mintwell/client'
import { loadTask } from '../run/task-folders.ts'
import { TaskFetchError } from './task-error.ts'
import { unzipTask } from './unzip-task.ts'

/** The longest answers that are read, in bytes: the list of an organization's tasks, and an archive. */
const LONGEST_LIST = 128 * 1_048_576
const LONGEST_ARCHIVE = 256 * 1_048_576

/** What is to be fetched, and from where. */
export interface TaskFetch {
  /** A name or a GUID. */
  readonly name: string
  readonly major: number
  /** The address of the organization, without a slash at its end. */
  readonly collection: string
  /** The value of the header. It is sent to this organization alone. */
  readonly authorization: string
  readonly cache: string
}

/** A task as the list of an organization has it. */
interface ListedTask {
  readonly id: string
  readonly name: string
  readonly version: {
    readonly major: number
    readonly minor: number
    readonly patch: number
    readonly isTest?: boolean
  }
}

/** A task in the cache. */
export interface FetchedTask {
  readonly folder: string
  readonly name: string
  readonly version: string
  /** Whether it was there already. */
  readonly cached: boolean
}

/**
 * Fetches the newest version of a task from an organization, as its agents do: the list of its tasks, then the archive by id and version (microsoft/azure-pipelines-agent,
 * TaskServer.cs; azure-devops-node-api, TaskAgentApi, location 60aac929-f0cd-4bc8-9ce4-6b30e8f1b1bd).
 *
 * @throws TaskFetchError `ERR_TASK_FETCH`, `ERR_TASK_ARCHIVE`
 * @throws LanguageError `ERR_TASK_FOLDER` where the archive holds no task that can be run here
 */
export async function fetchTask(fetch: TaskFetch, http: HttpClient): Promise<FetchedTask> {
  const task = pick(await listTasks(fetch, http), fetch)
  const { major, minor, patch } = task.version
  const version = `${major}.${minor}.${patch}`
  const folder = join(fetch.cache, task.id.toLowerCase(), version)
  if (existsSync(join(folder, 'task.json'))) return { folder, name: task.name, version, cached: true }
  const answer = await ask(`${task.id}/${version}`, 'application/zip', LONGEST_ARCHIVE, fetch, http)
  unzipTask(Buffer.from(answer.text, 'latin1'), folder)
  try {
    loadTask(folder)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  return { folder, name: task.name, version, cached: false }
}

async function listTasks(fetch: TaskFetch, http: HttpClient): Promise<readonly ListedTask[]> {
  const { text } = await ask('?allversions=true', 'application/json', LONGEST_LIST, fetch, http)
  // Bytes, a character each: names are ASCII, whatever the descriptions are.
  const value = readList(Buffer.from(text, 'latin1').toString('utf8'))
  const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
  return value.filter(
    (task): task is ListedTask =>
      isRecord(task) &&
      typeof task.id === 'string' &&
      guid.test(task.id) &&
      typeof task.name === 'string' &&
      isRecord(task.version) &&
      [task.version.major, task.version.minor, task.version.patch].every(Number.isSafeInteger),
  )
}

function readList(text: string): readonly unknown[] {
  try {
    const answer: unknown = JSON.parse(text)
    if (isRecord(answer) && Array.isArray(answer.value)) return answer.value
  } catch {} // Said below.
  throw new TaskFetchError('ERR_TASK_FETCH', 'the organization did not answer with a list of tasks', SIGN_IN)
}

/** The newest version of the task that is asked for. */
function pick(tasks: readonly ListedTask[], { name, major }: TaskFetch): ListedTask {
  const wanted = name.toLowerCase()
  const short = wanted.split('.').at(-1)
  const named = tasks.filter((task) => task.id.toLowerCase() === wanted || task.name.toLowerCase() === short)
  const [newest] = named
    .filter(({ version }) => version.major === major && version.isTest !== true)
    .sort((a, b) => b.version.minor - a.version.minor || b.version.patch - a.version.patch)
  if (newest) return newest
  const majors = [...new Set(named.map(({ version }) => version.major))].sort((a, b) => a - b)
  throw new TaskFetchError(
    'ERR_TASK_FETCH',
    `the organization has no task ${name}@${major}`,
    majors.length > 0
      ? `It has ${majors.map((each) => `${name}@${each}`).join(', ')}.`
      : 'Install its extension from the Marketplace in the organization, or name another one.',
  )
}

const SIGN_IN =
  'Set AZURE_DEVOPS_EXT_PAT to a personal access token of this organization that may read agent pools (in a pipeline, map SYSTEM_ACCESSTOKEN).'

async function ask(
  path: string,
  accept: string,
  longest: number,
  { collection, authorization }: TaskFetch,
  http: HttpClient,
): Promise<HttpResponse> {
  const url = `${collection}/_apis/distributedtask/tasks${path.startsWith('?') ? path : `/${path}`}`
  const headers = { accept: `${accept};api-version=7.1`, authorization, 'X-TFS-FedAuthRedirect': 'Suppress' }
  let answer: HttpResponse
  try {
    answer = await http.send({ method: 'GET', url, headers, encoding: 'latin1', longest })
  } catch (error) {
    throw new TaskFetchError(
      'ERR_TASK_FETCH',
      `${url} cannot be reached: ${(error as Error).message}`,
      'Check the address and the proxy.',
    )
  }
  if (answer.status === 200) return answer
  const isSignIn = [203, 302, 401, 403].includes(answer.status)
  throw new TaskFetchError(
    'ERR_TASK_FETCH',
    `${url} answered with the status ${answer.status}`,
    isSignIn ? SIGN_IN : 'Check the name of the organization.',
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
