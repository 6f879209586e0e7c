// Loaded into the lab's Node children with --require: leads https to the proxy of the environment where Node does not do so itself. Node 20's fetch ignores HTTPS_PROXY (measured,
// 20.20.2), and so do `https.Agent`s that programs make, on any Node (MSAL, the AWS SDK). What a program tunnels by itself is left alone: it has an agent or a socket of its own.
'use strict'

const https = require('node:https')
const http = require('node:http')
const tls = require('node:tls')
const { setFlagsFromString } = require('node:v8')

/** The proxy for a host; undefined where the host is to be reached without. */
function proxyFor(host) {
  const { HTTPS_PROXY, NO_PROXY = '' } = process.env
  if (!HTTPS_PROXY || !host) return undefined
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  const bypassed = NO_PROXY.split(/[\s,]+/).some((entry) => {
    const wanted = entry.toLowerCase().replace(/^\*?\./, '')
    return wanted !== '' && (name === wanted || name.endsWith(`.${wanted}`))
  })
  return bypassed ? undefined : new URL(HTTPS_PROXY)
}

/** Opens a tunnel through the proxy; gives the bare socket. */
function openTunnel(proxy, host, port, done) {
  const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  const request = http.request({
    host: proxy.hostname,
    port: proxy.port,
    method: 'CONNECT',
    path: `${host}:${port}`,
    headers: { host: `${host}:${port}`, 'proxy-authorization': `Basic ${Buffer.from(user).toString('base64')}` },
    agent: false,
  })
  request.once('connect', (response, socket) => {
    if (response.statusCode === 200) return done(null, socket)
    socket.destroy()
    done(new Error(`the proxy refused ${host}:${port} (${response.statusCode})`))
  })
  request.once('error', done)
  request.end()
}

const direct = https.Agent.prototype.createConnection
https.Agent.prototype.createConnection = function createConnection(...given) {
  const [options, done] = given
  const host = options?.host ?? options?.hostname
  // An agent that Node itself gave the proxy (Node 24, NODE_USE_ENV_PROXY) needs no help.
  const proxy =
    typeof options === 'object' &&
    typeof done === 'function' &&
    !options.socket &&
    !options.socketPath &&
    !this.options?.proxyEnv
      ? proxyFor(host)
      : undefined
  if (!proxy) return direct.apply(this, given)
  openTunnel(proxy, host, options.port ?? 443, (error, socket) => {
    if (error) return done(error)
    done(null, direct.call(this, { ...options, socket }))
  })
  return undefined
}

/**
 * Proxy agents of agent-base 5 (https-proxy-agent 4, which azure-pipelines-tasks-azure-arm-rest brings) look into the stack for a file name that Node has not had since
 * version 16, and so take every https request for http: behind any proxy they fail, on a hosted agent without one they work (microsoft/azure-pipelines-tasks #19639). The
 * gateway must not break what works without it: they are told what the request is. Later versions see it themselves.
 */
const told = new WeakSet()
for (const name of ['request', 'get']) {
  const real = https[name]
  https[name] = function httpsRequest(...given) {
    const options = given.find((argument) => typeof argument === 'object' && argument?.agent)
    const agent = options?.agent
    if (typeof agent?.addRequest !== 'function' || agent instanceof http.Agent) return real.apply(this, given)
    if (!told.has(agent)) {
      if (agent.protocol === 'https:') return real.apply(this, given)
      agent.protocol = 'https:'
      told.add(agent)
    }
    return real.apply(
      this,
      given.map((argument) =>
        argument === options ? { ...options, defaultPort: 443, secureEndpoint: true } : argument,
      ),
    )
  }
}

const [major, minor] = process.versions.node.split('.').map(Number)
const fetchHonoursProxy = major >= 24 || (major === 22 && minor >= 21)

if (!fetchHonoursProxy && process.env.HTTPS_PROXY && typeof globalThis.fetch === 'function') {
  const real = globalThis.fetch
  let ready = false
  // undici parses HTTP with WebAssembly. V8 goes on optimizing that in the background, and a program that has made one request waits for it at its end: 75 to 110 ms of a step (measured,
  // 20.20). Until the first answer it compiles with its baseline compiler alone.
  globalThis.fetch = function fetch(input, init) {
    const isFirst = !ready
    if (isFirst) {
      ready = true
      setFlagsFromString('--liftoff-only')
      const { Agent, buildConnector } = require('./undici-for-node-20.cjs')
      const connectDirectly = buildConnector({})
      const connect = (options, done) => {
        const proxy = options.protocol === 'https:' ? proxyFor(options.hostname) : undefined
        if (!proxy) return connectDirectly(options, done)
        openTunnel(proxy, options.hostname, options.port || 443, (error, socket) => {
          if (error) return done(error)
          const secure = tls.connect({
            socket,
            servername: options.servername || options.hostname,
            ALPNProtocols: ['http/1.1'],
          })
          secure.once('secureConnect', () => done(null, secure))
          secure.once('error', done)
        })
      }
      // The place where every copy of undici, the built-in one too, looks for its dispatcher.
      globalThis[Symbol.for('undici.globalDispatcher.1')] = new Agent({ connect })
    }
    const answer = real.call(globalThis, input, init)
    if (isFirst) answer.finally(() => setFlagsFromString('--no-liftoff-only')).catch(() => {})
    return answer
  }
}
