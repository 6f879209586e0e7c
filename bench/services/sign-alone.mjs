// Asynchronous RS256 signing alone: whole tokens of the size of an access token, made by node:crypto with 50 in flight, without HTTP and without any checks.
import { generateKeyPairSync, sign } from 'node:crypto'
import { answerParent } from './answer-parent.mjs'

const IN_FLIGHT = 50
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url')
const text = (length) => 'x'.repeat(length)
const header = { typ: 'JWT', alg: 'RS256', x5t: text(27), kid: text(27) }
const claims = {
  aud: 'https://management.azure.com',
  iss: text(61),
  iat: 1,
  nbf: 1,
  exp: 1,
  aio: text(52),
  appid: text(36),
  appidacr: '2',
  idp: text(61),
  idtyp: 'app',
  oid: text(36),
  rh: text(59),
  sub: text(36),
  tid: text(36),
  uti: text(22),
  ver: '1.0',
}

/** Signs for so many seconds; gives tokens per second. */
function run(seconds) {
  const started = performance.now()
  const end = started + seconds * 1_000
  let made = 0
  let live = IN_FLIGHT
  return new Promise((resolve) => {
    const next = () => {
      if (performance.now() >= end) {
        live -= 1
        if (live === 0) resolve({ perSecond: (made / (performance.now() - started)) * 1_000, count: made })
        return
      }
      const input = `${encode(header)}.${encode({ ...claims, iat: made })}`
      sign('sha256', Buffer.from(input), privateKey, (_error, signature) => {
        if (`${input}.${signature.toString('base64url')}`.length > 0) made += 1
        next()
      })
    }
    for (let index = 0; index < IN_FLIGHT; index++) next()
  })
}

answerParent({}, { run })
