// Loaded into the lab's Node children with --require. Node 20's own fetch ignores HTTPS_PROXY (measured, 20.20.2); Node 24, and 22.21, honour it with
// NODE_USE_ENV_PROXY=1. Where they do not, the first fetch gives the built-in client a dispatcher that does; nothing else is touched, and programs that never fetch pay nothing.
'use strict'

const [major, minor] = process.versions.node.split('.').map(Number)
const native = major >= 24 || (major === 22 && minor >= 21)

if (!native && process.env.HTTPS_PROXY && typeof globalThis.fetch === 'function') {
  const real = globalThis.fetch
  let ready = false
  globalThis.fetch = function fetch(input, init) {
    if (!ready) {
      ready = true
      const { EnvHttpProxyAgent } = require('./undici-for-node-20.cjs')
      // The place where every copy of undici, the built-in one too, looks for its dispatcher.
      globalThis[Symbol.for('undici.globalDispatcher.1')] = new EnvHttpProxyAgent()
    }
    return real.call(globalThis, input, init)
  }
}
