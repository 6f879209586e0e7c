// Packs the two public packages as they are published.
//
//   npm run release:pack                                              # dist/release: mintwell-VERSION.tgz and mintwell-client-VERSION.tgz, each with its SBOM
//   npm run release:pack -- --repository https://github.com/OWNER/NAME    # as release.yml does: with the address of the repository inside
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { stageClient, stageCommand } from './stage.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The limits of what a user fetches and keeps, in bytes. */
export const LIMITS = { packed: 2_000_000, installed: 10_000_000 }

/** Packs both into `destination`; gives for each its name, its tarball, and its sizes in bytes. Throws where one is too large or has install scripts. */
export async function packAll({ destination, repository }) {
  mkdirSync(destination, { recursive: true })
  const staging = mkdtempSync(join(tmpdir(), 'mintwell-release-'))
  try {
    await stageCommand({ root, directory: join(staging, 'cli'), repository })
    await stageClient({ root, directory: join(staging, 'client'), repository })
    const packages = ['cli', 'client'].map((folder) => pack(join(staging, folder), destination))
    const versions = new Set(packages.map(({ version }) => version))
    if (versions.size > 1)
      throw new Error(`the packages are released together, and have versions ${[...versions].join(' and ')}`)
    return packages
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

function pack(directory, destination) {
  const text = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', destination], {
    cwd: directory,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  // npm 10 prints an array, npm 12 an object by package name.
  const [{ name, version, filename, unpackedSize, files }] = Object.values(JSON.parse(text))
  const tarball = join(destination, filename)
  cpSync(join(directory, 'sbom.cdx.json'), tarball.replace(/\.tgz$/, '.cdx.json'))
  const packed = statSync(tarball).size
  if (packed > LIMITS.packed) throw new Error(`${name} has ${packed} bytes packed; it may have ${LIMITS.packed}`)
  if (unpackedSize > LIMITS.installed)
    throw new Error(`${name} has ${unpackedSize} bytes installed; it may have ${LIMITS.installed}`)
  return { name, version, tarball, packed, installed: unpackedSize, files: files.map(({ path }) => path) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { repository: { type: 'string' }, out: { type: 'string' } } })
  const destination = values.out ?? join(root, 'dist/release')
  for (const { name, tarball, packed, installed } of await packAll({ destination, repository: values.repository }))
    console.log(`${name}: ${tarball}, ${packed} bytes packed, ${installed} installed`)
}
