// A load generator of our own: so many connections to a loopback port, each sending its next request when the answer to the last is complete.
// Bounded in count and time. The answers are read as far as needed to know their end and status.
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'

const HEADER_END = Buffer.from('\r\n\r\n')
const LENGTH = /\r\ncontent-length: *(\d+)/i

/** Percentile of sorted values. */
export function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

/**
 * Sends requests for `seconds` (at most `limit` of them) and gives requests per second, the latencies' p50 and p99 in milliseconds, and how many
 * answers had another status than 200. `request(index)` makes the bytes of the next request.
 */
export async function load({ port, tls, connections, seconds, limit = 200_000, request, onAnswer }) {
  if (connections > 256 || seconds > 30) throw new Error('more load than this generator is for')
  const latencies = []
  let sent = 0
  let failed = 0
  const started = performance.now()
  const end = started + seconds * 1_000
  const one = () =>
    new Promise((resolve, reject) => {
      const socket = tls
        ? connectTls({ port, host: '127.0.0.1', servername: 'localhost', ...tls })
        : connect(port, '127.0.0.1')
      let buffered
      let began = 0
      let index = 0
      const next = () => {
        if (performance.now() >= end || sent >= limit) return socket.end()
        index = sent++
        began = performance.now()
        socket.write(request(index))
      }
      socket.setNoDelay(true)
      socket.once(tls ? 'secureConnect' : 'connect', next)
      socket.on('data', (chunk) => {
        buffered = buffered ? Buffer.concat([buffered, chunk]) : chunk
        const head = buffered.indexOf(HEADER_END)
        if (head < 0) return
        const headers = buffered.latin1Slice(0, head)
        const length = Number(LENGTH.exec(headers)?.[1] ?? Number.NaN)
        if (Number.isNaN(length)) return socket.destroy(new Error(`an answer without a length: ${headers}`))
        if (buffered.length < head + 4 + length) return
        latencies.push(performance.now() - began)
        if (!headers.startsWith('HTTP/1.1 200')) failed += 1
        onAnswer?.(index, headers, buffered.subarray(head + 4, head + 4 + length))
        buffered = undefined
        next()
      })
      socket.once('error', reject)
      socket.once('close', resolve)
    })
  await Promise.all(Array.from({ length: connections }, one))
  const took = (performance.now() - started) / 1_000
  latencies.sort((a, b) => a - b)
  return {
    perSecond: latencies.length / took,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    failed,
    count: latencies.length,
  }
}

/** The bytes of a POST. */
export function post(path, host, headers, body) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\n${lines.join('')}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
