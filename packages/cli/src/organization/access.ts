import { LEAST_SCOPES } from '@mintwell/devops'
import { CliError } from '../errors.ts'
import { runProgram } from '../provide/run-program.ts'
import { readNamedFile } from '../read-file.ts'
import type { Io } from '../verb.ts'

/** A service that az can get a token for, and what to do where it gives none. */
export interface AzResource {
  readonly resource: string
  readonly name: string
  readonly hint: string
}

/** Azure DevOps as a resource of Entra (Microsoft Learn, "Use Microsoft Entra tokens"). */
const AZURE_DEVOPS: AzResource = {
  resource: '499b84ac-1321-427f-aa17-267ca6975798',
  name: 'Azure DevOps',
  hint: `Log in with az login, or set AZURE_DEVOPS_EXT_PAT to a personal access token with the scopes ${LEAST_SCOPES}, or name a file that holds one: --token-file FILE.`,
}
/** A file with a token is smaller than this, in bytes. */
const LONGEST_TOKEN_FILE = 65_536
/** What a header may carry; anything else came from another file than one with a token. */
const TOKEN = /^[\x21-\x7e]{8,32768}$/
/** A compact token of Entra, which goes as Bearer; a personal access token is no such text. */
const COMPACT = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/

/** The right to read an organization. */
export interface Access {
  /** The value of the header. Secret. */
  readonly authorization: string
  /** Where it is from, for messages. */
  readonly from: string
}

/**
 * Finds the token for an organization: a file, AZURE_DEVOPS_EXT_PAT (a personal access token, the variable of the Azure DevOps extension of az), SYSTEM_ACCESSTOKEN (the job's), or
 * az. None is ever taken from the command line, where other users of the machine see it.
 *
 * @throws CliError `ERR_ORGANIZATION_TOKEN`
 */
export async function findAccess(tokenFile: string | undefined, io: Io): Promise<Access> {
  if (tokenFile !== undefined) return { authorization: headerOf(await readTokenFile(tokenFile, io)), from: tokenFile }
  return accessIn(io.env) ?? { authorization: await askAz(AZURE_DEVOPS, io), from: 'az' }
}

/** The token that the environment has; undefined where it has none. */
export function accessIn(env: Io['env']): Access | undefined {
  const { AZURE_DEVOPS_EXT_PAT: personal, SYSTEM_ACCESSTOKEN: job } = env
  if (personal) return { authorization: headerOf(personal.trim()), from: 'AZURE_DEVOPS_EXT_PAT' }
  // A variable that was not mapped is the text of its macro.
  if (!job || job.startsWith('$(')) return undefined
  return { authorization: `Bearer ${job.trim()}`, from: 'SYSTEM_ACCESSTOKEN' }
}

/** An access token of Entra from az and its login, as the value of the header. */
export async function askAz({ resource, name, hint }: AzResource, io: Io): Promise<string> {
  const args = ['account', 'get-access-token', '--resource', resource, '--query', 'accessToken', '--output', 'tsv']
  const [program, ...all] =
    process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', 'az', ...args] : ['az', ...args]
  const { code, stdout, problem } = await runProgram(program ?? 'az', all, io, io.signal)
  io.signal.throwIfAborted()
  const token = stdout.trim()
  if (code === 0 && COMPACT.test(token)) return `Bearer ${token}`
  throw new CliError(
    'ERR_ORGANIZATION_TOKEN',
    `az gave no token for ${name}: it ${problem ?? `ended with ${code ?? 'a signal'}`}.`,
    { hint },
  )
}

async function readTokenFile(path: string, io: Io): Promise<string> {
  let token: string | undefined
  try {
    token = (await readNamedFile(path, io.signal, LONGEST_TOKEN_FILE))
      ?.toString('utf8')
      .replace(/^\ufeff/, '')
      .trim()
  } catch (error) {
    io.signal.throwIfAborted()
    throw new CliError('ERR_ORGANIZATION_TOKEN', `the file ${path} with the token cannot be read.`, { cause: error })
  }
  if (token !== undefined && TOKEN.test(token)) return token
  throw new CliError('ERR_ORGANIZATION_TOKEN', `the file ${path} does not hold a token and nothing else.`, {
    hint: 'Write the token alone into it, in one line.',
  })
}

function headerOf(token: string): string {
  return COMPACT.test(token) ? `Bearer ${token}` : `Basic ${Buffer.from(`:${token}`).toString('base64')}`
}
