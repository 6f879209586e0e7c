import { ClientError, describeNews, type FreshTokens, type IdTokenSource, keepFresh } from '@mintwell/client'
import { EXIT_INTERRUPTED, type Io } from '../verb.ts'
import { whenAborted } from '../when-aborted.ts'
import { openProvidePorts, type ProvidePorts } from './provide-ports.ts'

type KeepOptions = NonNullable<Parameters<typeof keepFresh>[1]>

/** Does a verb's work in the world opened for it. An error of the client is said in the CI's own format, with its next step. Gives the exit code. */
export async function withProvidePorts(
  io: Io,
  where: string | boolean | undefined,
  work: (ports: ProvidePorts) => Promise<number>,
): Promise<number> {
  const ports = await openProvidePorts(io, where)
  try {
    return await work(ports)
  } catch (error) {
    if (io.signal.aborted) return EXIT_INTERRUPTED
    if (!(error instanceof ClientError)) throw error
    ports.log.error(`${error.message}\n${error.hint}`)
    return 1
  } finally {
    await ports.close()
  }
}

/** Has tokens for as long as the work takes, none renewed in the background. Problems with one are logged, the token itself goes to the output; Ctrl-C ends a wait. */
export async function withTokens<T>(
  source: IdTokenSource,
  options: KeepOptions,
  io: Io,
  { clock, log }: ProvidePorts,
  work: (tokens: FreshTokens) => Promise<T>,
): Promise<T> {
  const onNews: KeepOptions['onNews'] = (news) => {
    const { level, text } = describeNews(news)
    if (level !== 'info' || news.kind === 'still-waiting') log[level](text)
  }
  const tokens = keepFresh(source, { ...options, onNews }, { clock, random: Math.random })
  const forget = whenAborted(io.signal, () => tokens.close())
  try {
    return await work(tokens)
  } finally {
    forget()
    tokens.close()
  }
}
