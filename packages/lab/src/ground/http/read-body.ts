/** The largest request body that a service of the lab reads, in bytes. A choice of the lab; a token request is about 3 KB. */
export const BODY_LIMIT_BYTES = 1_048_576

/** Reads a request's body as text; undefined when it is larger than the limit or the client went away. */
export async function readBody(request: Request, limitBytes = BODY_LIMIT_BYTES): Promise<string | undefined> {
  const length = request.headers.get('content-length')
  try {
    // HTTP/1.1 delivers exactly as many bytes as the header says, so the fast way is safe here.
    if (length !== null) return Number(length) <= limitBytes ? await request.text() : undefined
    return request.body ? await readStream(request.body, limitBytes) : ''
  } catch {
    return undefined
  }
}

async function readStream(stream: ReadableStream<Uint8Array>, limitBytes: number): Promise<string | undefined> {
  const reader = stream.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks).toString('utf8')
    size += value.byteLength
    if (size > limitBytes) {
      await reader.cancel()
      return undefined
    }
    chunks.push(value)
  }
}
