import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The hook for `fetch` on Node 20 is beside the bundled command; when run from source there is none. */
export function nodeHook(): { readonly nodeHook?: string } {
  const file = fileURLToPath(new URL('./node-proxy-hook.cjs', import.meta.url))
  return existsSync(file) ? { nodeHook: file } : {}
}
