// Sleeps on the lab's clock, from a program that keeps running: it registers itself by its process id, as the lab's own `sleep` does.
import { request } from 'node:http'

export function sleepMinutes(minutes) {
  const url = new URL(process.env.MINTWELL_LAB_CLOCK)
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: url.hostname,
      port: url.port,
      method: 'POST',
      path: `${url.pathname}/sleep?pid=${process.pid}&for=${minutes}m`,
      headers: { authorization: `Bearer ${decodeURIComponent(url.password)}` },
      agent: false,
    })
    outgoing.once('error', reject)
    outgoing.once('response', (answer) => answer.resume().once('end', resolve))
    outgoing.end()
  })
}
