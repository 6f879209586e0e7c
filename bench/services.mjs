// Tokens per second of the lab, at 50 connections: Azure DevOps' oidctoken (one signature) and Entra's token endpoint (an assertion checked, one signature),
// beside asynchronous RS256 signing alone and two token services from npm that check no assertion. The token endpoint is asked with one assertion again and
// again, as az and the SDKs ask, whose signature the lab remembers (`known-assertions.ts`); and, to see what that leaves out, with assertions that it sees for
// the first time, of which each is taken apart and verified. The limits hold for both. Where a signature takes 0.3 ms, the second cannot keep them: verifying
// alone costs a third of what they leave beside a signature, and Node's HTTP server most of the rest.
//
// How it is measured. Every program is a process of its own. Where the machine lets it, the measured one is bound to one core and the load generator to
// another, as facts of this kind are taken: a real client is not on the server's core either. So "signing alone" is what that core can sign, and the ratio
// is the share of the core that is left for signatures. All are measured in turn for several rounds and the best round of each counts: what else the
// machine does only ever takes away. Plain HTTP, because the peers have no TLS; the lab's TLS listener is measured beside. Loopback only, bounded in count and time.
import { execFileSync } from 'node:child_process'
import { report } from './measure.mjs'
import { load, post } from './services/load.mjs'
import { canPin, startMeasured } from './services/measured-process.mjs'

const CONNECTIONS = 50
/** At least so many rounds, and more while a ratio is too low and the machine may only have been busy with something else. */
const ROUNDS = 5
const MOST_ROUNDS = 14
const SECONDS = 1.5
const SHARE = 0.8
const MANY = 10_000
/**
 * More assertions than the lab remembers (`known-assertions.ts`), presented in turn: each exchange takes its assertion apart and verifies it, as for a
 * token that is seen for the first time.
 */
const ASSERTIONS = 4_096
const SERVER_CORE = 1
const GENERATOR_CORE = 0

if (canPin) execFileSync('taskset', ['-a', '-cp', String(GENERATOR_CORE), String(process.pid)], { stdio: 'ignore' })

const started = []
const start = async (name) => {
  const measured = await startMeasured(name, SERVER_CORE)
  started.push(measured)
  return measured
}

/** A ratio that must not be smaller. */
function reportAtLeast(name, ratio, limit) {
  const ok = ratio >= limit
  if (!ok) process.exitCode = 1
  console.log(`${ok ? 'ok  ' : 'LOW '} ${name}: ${ratio.toFixed(2)} (at least ${limit.toFixed(2)})`)
}

const JSON_HEADERS = {
  Accept: 'application/json;api-version=7.2-preview.1',
  'Content-Type': 'application/json; charset=utf-8',
}
const FORM_HEADERS = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** The request for an ID token of a connection. */
const idTokenRequest = (job, host, { id }) =>
  post(
    `${job.path}?serviceConnectionId=${id}`,
    host,
    { ...JSON_HEADERS, Authorization: `Bearer ${job.accessToken}`, 'X-TFS-FedAuthRedirect': 'Suppress' },
    '{}',
  )

/** The request that trades an ID token for an access token. */
const exchangeRequest = ({ clientId, tenantId }, assertion) =>
  post(
    `/${tenantId}/oauth2/v2.0/token`,
    'login.microsoftonline.com',
    FORM_HEADERS,
    new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      scope: 'https://management.azure.com/.default',
    }).toString(),
  )

/** Takes ID tokens for the connections of a job in turn: one for each, or as many as are said. */
async function takeTokens(lab, job, seconds, count = job.targets.length) {
  const tokens = new Array(count)
  const requests = job.targets.map((target) => idTokenRequest(job, 'dev.azure.com', target))
  await load({
    port: lab.ready.ports.azureDevOps,
    connections: CONNECTIONS,
    seconds,
    limit: count,
    request: (index) => requests[index % requests.length],
    onAnswer: (index, _headers, body) => {
      tokens[index] = JSON.parse(body.toString()).oidcToken
    },
  })
  return tokens
}

/** One that is measured in rounds: its best rate, the p50 and p99 of that round, and its least CPU time for a token. */
function contestant(name, measured, runRound) {
  const best = { name, perSecond: 0, p50: 0, p99: 0, cpu: Number.POSITIVE_INFINITY, failed: 0 }
  return {
    best,
    async round() {
      const before = await measured.cpu()
      const result = await runRound()
      best.cpu = Math.min(best.cpu, ((await measured.cpu()) - before) / result.count)
      best.failed += result.failed ?? 0
      if (result.perSecond > best.perSecond) Object.assign(best, { ...result, failed: best.failed, cpu: best.cpu })
    },
  }
}

function print({ name, perSecond, p50, p99, cpu, failed }) {
  const latency = p50 ? `, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms` : ''
  console.log(
    `     ${name}: ${perSecond.toFixed(0)}/s${latency}, ${cpu.toFixed(0)} us of CPU each${failed ? `, ${failed} FAILED` : ''}`,
  )
}

async function main() {
  const sign = await start('sign-alone')
  const lab = await start('lab')
  const { ports, authority } = lab.ready
  const one = await lab.ask('openJob', 1)
  const [target] = one.targets
  const exchanges = (await takeTokens(lab, one, 20, ASSERTIONS)).map((assertion) => exchangeRequest(target, assertion))
  let turn = 0
  const nextExchange = () => exchanges[turn++ % exchanges.length]
  const options = { connections: CONNECTIONS, seconds: SECONDS }
  const again = (port, bytes, tls) => () => load({ ...options, port, request: () => bytes, ...(tls ? { tls } : {}) })
  const idToken = idTokenRequest(one, 'dev.azure.com', target)
  const contestants = {
    sign: contestant('RS256 signing alone', sign, () => sign.ask('run', SECONDS)),
    idToken: contestant('oidctoken', lab, again(ports.azureDevOps, idToken)),
    token: contestant('token endpoint', lab, again(ports.entra, exchanges[0])),
    first: contestant('token endpoint, assertions seen for the first time', lab, () =>
      load({ ...options, port: ports.entra, request: nextExchange }),
    ),
    tls: contestant(
      'oidctoken through the TLS listener',
      lab,
      again(ports.tls, idTokenRequest(one, `localhost:${ports.tls}`, target), { ca: authority }),
    ),
  }
  await warmUp(ports, idToken, nextExchange)
  const peers = []
  for (const name of ['oidc-provider', 'oauth2-mock-server']) {
    try {
      const peer = await start(`peer-${name}`)
      const { port, path, body } = peer.ready
      peers.push(contestant(name, peer, again(port, post(path, `127.0.0.1:${port}`, FORM_HEADERS, body))))
    } catch (error) {
      console.log(`     ${name} is not measured (npm ci --prefix bench/peers): ${error.message.split('\n')[0]}`)
    }
  }
  const all = [...Object.values(contestants), ...peers]
  const isSettled = () =>
    [contestants.idToken, contestants.token].every(({ best }) => shareOf(best, contestants.sign) >= SHARE)
  for (let round = 0; round < ROUNDS || (round < MOST_ROUNDS && !isSettled()); round++) {
    for (const each of all) await each.round()
  }
  for (const { best } of all) print(best)
  opensslSpeed()
  judge(contestants, peers)
  await growth(lab, one, nextExchange)
}

/** So many requests that what is measured is the compiled code: the JIT needs thousands, and a lab that stands has seen them. */
async function warmUp(ports, idToken, exchange) {
  for (const [port, request] of [
    [ports.azureDevOps, () => idToken],
    [ports.entra, exchange],
  ]) {
    await load({ port, connections: CONNECTIONS, seconds: 12, limit: 8_000, request })
  }
}

/** What the openssl program signs on one core, to see the wall that all stand before. */
function opensslSpeed() {
  try {
    const args = ['speed', '-seconds', '1', 'rsa2048']
    const bound = canPin ? ['taskset', ['-c', String(SERVER_CORE), 'openssl', ...args]] : ['openssl', args]
    const text = execFileSync(...bound, { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' })
    console.log(
      `     openssl speed rsa2048: ${Math.round(Number(text.trim().split(/\s+/).at(-2)))} signatures/s on one core`,
    )
  } catch {
    console.log('     openssl speed: there is no openssl')
  }
}

const shareOf = (best, sign) => best.perSecond / sign.best.perSecond

function judge({ sign, idToken, token, first, tls }, peers) {
  for (const { best } of [idToken, token, first]) {
    reportAtLeast(`${best.name} beside signing alone`, shareOf(best, sign), SHARE)
    console.log(`     of its CPU time signing alone takes ${((100 * sign.best.cpu) / best.cpu).toFixed(0)} %`)
    report(`${best.name}: p99 beside p50`, best.p99 / best.p50, 4)
    if (best.failed > 0) process.exitCode = 1
  }
  console.log(`     oidctoken through TLS beside signing alone: ${shareOf(tls.best, sign).toFixed(2)}`)
  if (peers.length === 0) return
  const [fastest] = peers.map(({ best }) => best).sort((a, b) => b.perSecond - a.perSecond)
  // Every token costs a signature: where signing is slow, a server that did nothing else could not be three times as fast as a peer.
  const wall = sign.best.perSecond / fastest.perSecond
  const besides = (cpu) => Math.max(1, cpu - sign.best.cpu)
  for (const { best } of [token, first]) {
    reportAtLeast(
      `${best.name}, beside the faster peer (${fastest.name}; signing alone is ${wall.toFixed(2)} times as fast as it)`,
      best.perSecond / fastest.perSecond,
      Math.min(3, SHARE * wall),
    )
    reportAtLeast(
      'the peer’s CPU time besides the signature, over the lab’s',
      besides(fastest.cpu) / besides(best.cpu),
      3,
    )
  }
}

/** The same latencies with 1 and with 10 000 service connections in the directory, each with its application, asked for in turn. */
async function growth(lab, one, nextExchange) {
  const { ports } = lab.ready
  const few = { connections: 8, seconds: SECONDS }
  const measure = async (request, port) => {
    const p50s = []
    for (let round = 0; round < 3; round++) p50s.push((await load({ ...few, port, request })).p50)
    return Math.min(...p50s)
  }
  const before = [
    await measure(() => idTokenRequest(one, 'dev.azure.com', one.targets[0]), ports.azureDevOps),
    await measure(nextExchange, ports.entra),
  ]
  const many = await lab.ask('openJob', MANY)
  const tokens = await takeTokens(lab, many, 30)
  const idTokens = many.targets.map((target) => idTokenRequest(many, 'dev.azure.com', target))
  const exchanges = many.targets.flatMap((target, index) =>
    tokens[index] === undefined ? [] : [exchangeRequest(target, tokens[index])],
  )
  const after = [
    await measure((index) => idTokens[index % idTokens.length], ports.azureDevOps),
    await measure((index) => exchanges[index % exchanges.length], ports.entra),
  ]
  report(`oidctoken: p50 with ${MANY} service connections beside 1`, after[0] / before[0], 1.5)
  report(`token endpoint: p50 with ${exchanges.length} applications and assertions beside 1`, after[1] / before[1], 1.5)
}

try {
  await main()
} finally {
  for (const measured of started) measured.stop()
}
