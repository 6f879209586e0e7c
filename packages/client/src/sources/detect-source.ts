import type { Environment } from '../environment.ts'
import { ClientError } from '../errors.ts'
import type { HttpClient } from '../http/http-client.ts'
import { azurePipelines } from './azure-pipelines-environment.ts'
import { type CommandPorts, commandSource } from './command.ts'
import { type FilePorts, fileSource } from './file.ts'
import { githubActions } from './github-actions.ts'
import type { IdTokenSource } from './id-token-source.ts'

/** What is needed to make any source. */
export interface SourcePorts extends FilePorts, CommandPorts {
  readonly http: HttpClient
}

/** What the user said about the source. */
export interface SourceChoice {
  /** `azure-pipelines`, `github-actions`, `file:PATH`, `command:PROGRAM ARGUMENTS`; detected where it is not given. */
  readonly source?: string
  /** Azure Pipelines: a service connection by name or GUID; null for the pipeline's own token. */
  readonly connection?: string | null
  /** GitHub Actions: who the token is for. */
  readonly audience?: string
}

interface SourceKind {
  readonly name: string
  /** The argument behind the colon, where it has one. */
  readonly argument?: string
  /** Whether the environment shows that this is the one; the first that says so is taken. Gives the argument where it needs one. */
  readonly detect: (env: Environment) => boolean | string
  readonly create: (env: Environment, choice: SourceChoice, ports: SourcePorts, argument: string) => IdTokenSource
}

/** The kinds of sources, in the order of detection. A new one is a file beside these and a line here. */
const kinds: readonly SourceKind[] = [
  {
    name: 'azure-pipelines',
    detect: (env) => Boolean(env.SYSTEM_OIDCREQUESTURI || env.TF_BUILD),
    create: (env, { connection }, { http }) =>
      azurePipelines(env, { http, ...(connection === undefined ? {} : { connection }) }),
  },
  {
    name: 'github-actions',
    detect: (env) => Boolean(env.ACTIONS_ID_TOKEN_REQUEST_URL || env.GITHUB_ACTIONS),
    create: (env, { audience }, { http }) => githubActions(env, { http, ...(audience ? { audience } : {}) }),
  },
  {
    name: 'file',
    argument: 'PATH',
    detect: (env) => env.AZURE_FEDERATED_TOKEN_FILE || env.AWS_WEB_IDENTITY_TOKEN_FILE || false,
    create: (_env, _choice, ports, path) => fileSource(path, ports),
  },
  {
    name: 'command',
    argument: 'PROGRAM ARGUMENTS',
    detect: () => false,
    create: (_env, _choice, ports, command) => commandSource(command, ports),
  },
]

/** How the sources are named on the command line. */
export const sourceForms: readonly string[] = kinds.map(({ name, argument }) =>
  argument ? `${name}:${argument}` : name,
)

/**
 * Makes the source that was named, or the one that the environment shows.
 *
 * @throws ClientError `ERR_SOURCE_NONE`, `ERR_SOURCE_CONFIGURATION`, and what the source itself misses
 */
export function detectSource(env: Environment, choice: SourceChoice, ports: SourcePorts): IdTokenSource {
  if (choice.source !== undefined) return namedSource(choice.source, env, choice, ports)
  for (const kind of kinds) {
    const found = kind.detect(env)
    if (found !== false) return kind.create(env, choice, ports, typeof found === 'string' ? found : '')
  }
  throw new ClientError('ERR_SOURCE_NONE', {
    message: 'Nothing in the environment says where ID tokens come from.',
    hint: `This is meant for a step of Azure Pipelines or GitHub Actions. Elsewhere name one: --source ${sourceForms.join(', ')}.`,
  })
}

/** Tells whether a text names a source, with its argument where it has one. */
export function namesSource(text: string): boolean {
  return splitName(text) !== undefined
}

function splitName(text: string): { readonly kind: SourceKind; readonly argument: string } | undefined {
  const colon = text.indexOf(':')
  const name = colon === -1 ? text : text.slice(0, colon)
  const argument = colon === -1 ? '' : text.slice(colon + 1)
  const kind = kinds.find((each) => each.name === name)
  if (!kind || (kind.argument === undefined) !== (colon === -1) || (kind.argument !== undefined && argument === '')) {
    return undefined
  }
  return { kind, argument }
}

function namedSource(text: string, env: Environment, choice: SourceChoice, ports: SourcePorts): IdTokenSource {
  const named = splitName(text)
  if (!named) {
    throw new ClientError('ERR_SOURCE_CONFIGURATION', {
      message: `There is no source '${text.slice(0, 80)}'.`,
      hint: `Sources are: ${sourceForms.join(', ')}.`,
    })
  }
  return named.kind.create(env, choice, ports, named.argument)
}
