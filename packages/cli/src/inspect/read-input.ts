import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { addAbortSignal, Readable } from 'node:stream'
import { findTokens } from '@mintwell/token'
import { type Io, UsageError, type Verb } from '../verb.ts'

/** Refuses arguments with a token in them, or the beginning of one, before anything could print them. */
export function refuseTokens(argv: readonly string[], verb: 'explain' | 'inspect'): void {
  if (argv.some((argument) => findTokens(argument).length > 0 || /(?:^|=)eyJ[\w-]{10,}/.test(argument))) {
    throw new UsageError(
      `a token was given as an argument, where every process of the machine can see it. Give it on standard input (\`… | mintwell ${verb} -\`), ${verb === 'inspect' ? 'in a file, or by --env NAME' : 'or in a file'}`,
    )
  }
}

/** The largest input that is read: V8 holds strings of at most about 512 MiB. */
const MAX_INPUT_BYTES = 256 * 1_024 * 1_024

/** Reads the text that a verb is about: the file named, or standard input for `-` and where nothing is named. */
export async function readInput(positionals: readonly string[], io: Io, verb: Pick<Verb, 'name'>): Promise<string> {
  const [file = '-', ...more] = positionals
  if (more.length > 0) throw new UsageError('give one file, or - for standard input')
  if (file !== '-') return textOf(await readNamed(file, io))
  if (positionals.length === 0 && 'isTTY' in io.stdin && io.stdin.isTTY === true) {
    throw new UsageError(`give a FILE, or a text on standard input: \`mintwell ${verb.name} - < FILE\``)
  }
  // Waiting for input ends with Ctrl-C.
  if (io.stdin instanceof Readable) addAbortSignal(io.signal, io.stdin)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of io.stdin) {
    chunks.push(Buffer.from(chunk))
    size += chunk.length
    if (size > MAX_INPUT_BYTES) throw new UsageError(`standard input is larger than ${MAX_INPUT_BYTES / 1_048_576} MiB`)
  }
  return textOf(Buffer.concat(chunks))
}

async function readNamed(file: string, io: Io): Promise<Buffer> {
  try {
    return await readFile(resolve(io.cwd, file), { signal: io.signal })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === undefined || code === 'ABORT_ERR') throw error
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: 'there is no such file',
      EISDIR: 'it is a directory',
      EACCES: 'it may not be read',
    }
    throw new UsageError(`cannot read ${file.slice(0, 200)}: ${reasons[code] ?? code}`, { cause: error })
  }
}

/** A text from its bytes; Windows PowerShell's `>` writes UTF-16. */
function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2)
  return bytes.toString('utf8').replace(/^\uFEFF/, '')
}
