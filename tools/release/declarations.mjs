// The declarations of a package and of those workspace packages that they refer to, as one tree that needs nothing of the workspace.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

const SCOPE = '@mintwell/'
/** What a declaration refers to: `from '…'`, `import '…'` and `import('…')`. */
const SPECIFIER = /(\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"]+)\2/g

/**
 * Copies `packages/NAME/dist/index.d.ts` and all that it reaches to `outdir`: its own files as they lie, those of workspace package X under `types/X/`.
 * Specifiers of workspace packages become relative, and relative ones get the extension that every resolution of TypeScript knows. Gives the paths written.
 */
export function collectDeclarations({ root, name, outdir }) {
  const written = new Set()
  const waiting = [{ owner: name, path: 'index.d.ts' }]
  for (const file of waiting) {
    const target = targetOf(file, name)
    if (written.has(target)) continue
    written.add(target)
    const text = readFileSync(join(root, 'packages', file.owner, 'dist', file.path), 'utf8')
    const rewritten = text.replace(SPECIFIER, (whole, lead, quote, specifier) => {
      const other = referredFile(file, specifier)
      if (!other) return whole
      waiting.push(other)
      const relative = posix.relative(posix.dirname(target), targetOf(other, name)).replace(/\.d\.ts$/, '.js')
      return `${lead}${quote}${relative.startsWith('.') ? relative : `./${relative}`}${quote}`
    })
    const place = join(outdir, target)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, rewritten.replace(/^\/\/# sourceMappingURL=.*\n?/m, ''))
  }
  return [...written].sort()
}

function targetOf({ owner, path }, name) {
  return owner === name ? path : `types/${owner}/${path}`
}

/** The file that a specifier names; undefined for Node's modules and packages of others. */
function referredFile({ owner, path }, specifier) {
  if (specifier.startsWith(SCOPE)) return { owner: specifier.slice(SCOPE.length), path: 'index.d.ts' }
  if (!specifier.startsWith('.')) return undefined
  const source = posix.join(posix.dirname(path), specifier)
  return { owner, path: source.replace(/\.[jt]s$/, '.d.ts') }
}
