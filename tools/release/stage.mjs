// Lays out each public package as it is published, in a folder of its own: bundled, with no dependency, so that it installs with nothing of the workspace around.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { bundleCommand } from '../bundle-command.mjs'
import { bundledPackages, checkLicences, cycloneDx, notices } from '../extension/components.mjs'
import { manPage } from '../man.mjs'
import { collectDeclarations } from './declarations.mjs'
import { publishedManifest, publishedReadme } from './manifest.mjs'

/** Stages `mintwell`, the command, into `directory`. */
export async function stageCommand({ root, directory, repository }) {
  const metafiles = await bundleCommand({ root, outdir: join(directory, 'dist/command') })
  cpSync(join(root, 'packages/cli/bin'), join(directory, 'bin'), { recursive: true })
  const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8'))
  mkdirSync(join(directory, 'man'))
  writeFileSync(join(directory, 'man/mintwell.1'), await manPage(version))
  const additions = {
    man: './man/mintwell.1',
    files: ['bin', 'dist', 'man', 'sbom.cdx.json', 'THIRD-PARTY-NOTICES.txt'],
  }
  finish({ root, folder: 'cli', directory, repository, additions, metafiles })
}

/** Stages `@mintwell/client`, the library, into `directory`. The declarations are those that `tsc -b` wrote last. */
export async function stageClient({ root, directory, repository }) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['packages/client/src/index.ts'],
    outdir: join(directory, 'dist'),
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    conditions: ['source'],
  })
  collectDeclarations({ root, name: 'client', outdir: join(directory, 'dist') })
  const additions = {
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './package.json': './package.json' },
    types: './dist/index.d.ts',
    files: ['dist', 'sbom.cdx.json', 'THIRD-PARTY-NOTICES.txt'],
    // The declarations name Node's types; without TypeScript they are not needed.
    peerDependencies: { '@types/node': '>=20' },
    peerDependenciesMeta: { '@types/node': { optional: true } },
  }
  finish({ root, folder: 'client', directory, repository, additions, metafiles: [metafile] })
}

/** What every package has: manifest, README, licence, and the licences of the work of others that is bundled into it. */
function finish({ root, folder, directory, repository, additions, metafiles }) {
  mkdirSync(directory, { recursive: true })
  const manifest = publishedManifest({ root, folder, repository, additions })
  const readme = readFileSync(join(root, 'packages', folder, 'README.md'), 'utf8')
  const packages = bundledPackages(metafiles, root)
  checkLicences(packages)
  if (packages.length > 0) writeFileSync(join(directory, 'THIRD-PARTY-NOTICES.txt'), notices(packages, 'This package'))
  else manifest.files = manifest.files.filter((file) => file !== 'THIRD-PARTY-NOTICES.txt')
  // What `npm sbom` cannot know: the work of others is inside the bundle, and no dependency.
  writeFileSync(join(directory, 'sbom.cdx.json'), `${JSON.stringify(cycloneDx(manifest, packages), null, 2)}\n`)
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  writeFileSync(
    join(directory, 'README.md'),
    publishedReadme({ text: readme, folder, version: manifest.version, repository }),
  )
  cpSync(join(root, 'LICENSE'), join(directory, 'LICENSE'))
}
