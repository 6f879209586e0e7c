import { ClientError } from '../errors.ts'
import type { IdTokenSource } from './id-token-source.ts'

/** What a file source needs of the world. */
export interface FilePorts {
  /** Gives the text of a file; rejects with Node's own error, and where the signal ends a wait for it (a named pipe that nobody writes to). */
  readText(path: string, signal?: AbortSignal): Promise<string>
}

/**
 * A file that holds an ID token, such as one that the kubelet projects or GitLab's `id_tokens` were written to. Read at every request; the process that renews it does so
 * on his own, so a budget must be met by what the token has left.
 */
export function fileSource(path: string, ports: FilePorts): IdTokenSource {
  return {
    name: 'file',
    subject: path,
    refreshable: false,
    async request(signal) {
      let text: string
      try {
        text = await ports.readText(path, signal)
      } catch (error) {
        throw new ClientError('ERR_SOURCE_FILE', {
          message: `The file ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'no reason given'}).`,
          hint: 'Check the path, and that the step’s user may read it.',
          data: { path },
          cause: error,
        })
      }
      return { token: text.trim() }
    },
  }
}
