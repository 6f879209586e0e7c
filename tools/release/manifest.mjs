// The manifests under which the two public packages are published: what readers of the registry need, and nothing of the workspace.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What both have from their own manifest in the workspace. */
const KEPT = ['name', 'version', 'description', 'license', 'type', 'sideEffects', 'engines', 'bin', 'keywords']

/** The manifest of `packages/FOLDER` for the registry, with `additions`; `repository` is the address of the repository, which npm's provenance compares with where the package was built. */
export function publishedManifest({ root, folder, repository, additions = {} }) {
  const own = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'))
  const kept = Object.fromEntries(KEPT.filter((key) => key in own).map((key) => [key, own[key]]))
  return {
    ...kept,
    ...(repository && {
      repository: { type: 'git', url: `git+${repository}.git`, directory: `packages/${folder}` },
      homepage: `${repository}#readme`,
      bugs: `${repository}/issues`,
    }),
    ...additions,
    publishConfig: { access: 'public' },
  }
}

/** A README for the registry: links to files of the repository lead to it where its address is known, and are plain words where it is not. */
export function publishedReadme({ text, folder, version, repository }) {
  return text.replace(/(?<!!)\[([^\]]+)\]\((?!https?:|#)([^)]+)\)/g, (_, words, path) => {
    if (!repository) return words
    return `[${words}](${new URL(path, `${repository}/blob/v${version}/packages/${folder}/`).href})`
  })
}
