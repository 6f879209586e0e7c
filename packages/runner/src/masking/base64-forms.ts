/** A form shorter than this hides too much that is no secret. */
const SHORTEST = 8

/** How many characters in front depend on what stands before, by how many bytes stand there in the same group of three. */
const UNSURE_IN_FRONT = [0, 2, 3] as const
/** How many characters of the last group are the secret's alone, by how many bytes of it are in there. */
const SURE_AT_END = [0, 1, 2] as const

/**
 * How a secret looks in base64 (RFC 4648 §4 and §5): by itself, with the line end that `echo` adds, and within anything that is encoded together with it, such as
 * `user:secret`, where it may begin at each of three places of a group. In UTF-8, and in UTF-16 as PowerShell has it.
 */
export function base64Forms(secret: string): readonly string[] {
  const forms: string[] = []
  const add = (form: string) => {
    forms.push(form)
    const url = form.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
    if (url !== form) forms.push(url, form.replaceAll('+', '-').replaceAll('/', '_'))
  }
  for (const encoding of ['utf8', 'utf16le'] as const) {
    for (const end of ['', '\n', '\r\n']) {
      const form = Buffer.from(secret + end, encoding).toString('base64')
      if (form.length >= SHORTEST || (end === '' && encoding === 'utf8')) add(form)
    }
    const bytes = Buffer.from(secret, encoding)
    for (const before of [0, 1, 2] as const) {
      const length = before + bytes.length
      const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
      const sure = Math.floor(length / 3) * 4 + (SURE_AT_END[(length % 3) as 0 | 1 | 2] ?? 0)
      const core = whole.slice(UNSURE_IN_FRONT[before], sure)
      if (core.length >= SHORTEST) add(core)
    }
  }
  return forms
}
