// Builds the Azure Pipelines extension: one bundled file a task, task.json from the one source, the SBOM and the notices, packed by tfx-cli and then written anew so that two
// builds of one tree are the same bytes. Offline once `npm ci --prefix tools/extension` has been done.
//
//   npm run package:extension [-- --publisher NAME] [--out DIRECTORY]
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { bundledPackages, checkLicences, cycloneDx, notices, tfxInstalled } from './extension/components.mjs'
import { extensionManifest } from './extension/manifest.mjs'
import { readZip, writeZip } from './extension/zip.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const tools = join(root, 'tools/extension')
const { values } = parseArgs({
  options: { publisher: { type: 'string', default: 'mintwell' }, out: { type: 'string', default: 'dist/extension' } },
})
/** AzureCLI@2's dependencies are 167 MB unpacked. */
const LARGEST_BYTES = 3 * 1024 * 1024

if (!tfxInstalled(tools)) fail('tfx-cli is not installed: run `npm ci --ignore-scripts --prefix tools/extension` once.')
const face = join(root, 'packages/azure-cli-task/dist/index.js')
if (!existsSync(face)) fail('the packages are not built: run `npm run build` first.')
const { extensionTasks } = await import(pathToFileURL(face))
const { version } = JSON.parse(readFileSync(join(root, 'packages/azure-cli-task/package.json'), 'utf8'))

const out = resolve(root, values.out)
const stage = join(out, 'stage')
rmSync(stage, { recursive: true, force: true })
mkdirSync(stage, { recursive: true })

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  legalComments: 'none',
  logLevel: 'warning',
  conditions: ['source'],
  metafile: true,
  absWorkingDir: root,
  minifyWhitespace: true,
  minifySyntax: true,
}
const metafiles = []
for (const { folder, entry, json } of extensionTasks) {
  const directory = join(stage, folder)
  const { metafile } = await build({
    ...common,
    entryPoints: [`packages/azure-cli-task/src/${entry}`],
    outfile: join(directory, 'index.js'),
    format: 'cjs',
  })
  metafiles.push(metafile)
  // Whatever stands above the folder on an agent: this is CommonJS.
  writeFileSync(join(directory, 'package.json'), '{ "type": "commonjs" }\n')
  writeFileSync(join(directory, 'task.json'), `${JSON.stringify(json, null, 2)}\n`)
  cpSync(join(tools, 'images/task-icon.png'), join(directory, 'icon.png'))
}
metafiles.push(await buildCommand(join(stage, 'MintwellSetupV1/mintwell.mjs')))

const packages = bundledPackages(metafiles, root)
checkLicences(packages)
writeFileSync(
  join(stage, 'sbom.cdx.json'),
  `${JSON.stringify(cycloneDx({ name: 'mintwell-extension', version, license: 'MIT' }, packages), null, 2)}\n`,
)
writeFileSync(join(stage, 'THIRD-PARTY-NOTICES.txt'), notices(packages, 'This extension'))
cpSync(join(root, 'LICENSE'), join(stage, 'LICENSE.txt'))
cpSync(join(tools, 'overview.md'), join(stage, 'overview.md'))
for (const name of ['icon.png', 'night.png']) cpSync(join(tools, 'images', name), join(stage, 'images', name))
const manifest = extensionManifest({
  publisher: values.publisher,
  version,
  tasks: extensionTasks.map(({ folder }) => folder),
})
writeFileSync(join(stage, 'vss-extension.json'), `${JSON.stringify(manifest, null, 2)}\n`)

const packed = join(out, 'packed.vsix')
const tfx = spawnSync(
  process.execPath,
  [
    join(tools, 'node_modules/tfx-cli/_build/tfx-cli.js'),
    'extension',
    'create',
    '--root',
    stage,
    '--manifests',
    'vss-extension.json',
    '--output-path',
    packed,
    '--no-prompt',
    '--no-color',
  ],
  { cwd: stage, encoding: 'utf8' },
)
if (tfx.status !== 0) fail(`tfx-cli failed:\n${tfx.stdout}${tfx.stderr}`)
const files = readZip(readFileSync(packed))
const types = '[Content_Types].xml'
// tfx-cli lists the types in the order in which it came upon them.
const inOrder = files
  .get(types)
  .toString('utf8')
  .replace(/(?:\s*<Default [^>]*>)+/, (list) =>
    list
      .split(/(?=\s*<Default )/)
      .sort()
      .join(''),
  )
const vsix = writeZip(files.set(types, Buffer.from(inOrder)))
rmSync(packed)
if (vsix.length > LARGEST_BYTES) fail(`the extension has ${vsix.length} bytes; it may have ${LARGEST_BYTES}`)
const name = `${values.publisher}.mintwell-${version}.vsix`
const digest = createHash('sha256').update(vsix).digest('hex')
writeFileSync(join(out, name), vsix)
writeFileSync(join(out, `${name}.sha256`), `${digest}  ${name}\n`)
console.log(`${join(values.out, name)}  ${(vsix.length / 1024).toFixed(0)} KB\nSHA-256 ${digest}`)

/** The one-file command, as `npm run package:ci` makes it. */
async function buildCommand(outfile) {
  const { metafile } = await build({
    ...common,
    entryPoints: ['packages/cli/src/ci-main.ts'],
    outfile,
    format: 'esm',
    banner: {
      js: "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);",
    },
  })
  return metafile
}

function fail(message) {
  console.error(`package-extension: ${message}`)
  process.exit(1)
}
