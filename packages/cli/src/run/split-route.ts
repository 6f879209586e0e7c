import { UsageError } from '../verb.ts'

/** Reads `HOST=URL` of `--route`. Throws {@link UsageError}. */
export function splitRoute(text: string): [host: string, url: string] {
  const equals = text.indexOf('=')
  const url = text.slice(equals + 1)
  if (equals < 1 || !/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(`--route takes HOST=URL, not '${text}'.`)
  return [text.slice(0, equals), url]
}
