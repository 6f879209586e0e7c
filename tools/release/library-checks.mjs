// What the installed library must do: load, and compile in a strict project that checks the declarations of its libraries too.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expectRun, run } from './install.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

const RESOLUTIONS = [
  { module: 'NodeNext', moduleResolution: 'NodeNext' },
  { module: 'ESNext', moduleResolution: 'Bundler' },
]

const LOADS = `import { azurePipelines, ClientError, keepFresh } from '@mintwell/client'
if (![azurePipelines, ClientError, keepFresh].every((each) => typeof each === 'function')) throw new Error('not functions')
try {
  await keepFresh(azurePipelines({}, { connection: 'production' })).token()
  throw new Error('a token without an agent')
} catch (error) {
  if (!(error instanceof ClientError)) throw error
  console.log(error.code)
}
`

/** The TypeScript blocks of the package's README, each a module of its own. */
function examples(folder) {
  const readme = readFileSync(join(folder, 'node_modules/@mintwell/client/README.md'), 'utf8')
  const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1])
  if (blocks.length === 0) throw new Error('the README has no example')
  return blocks
}

/** The checks of the library that is installed in `folder`. */
export function libraryChecks({ node, label, folder }) {
  const compiles = RESOLUTIONS.map((resolution) => ({
    title: `the library's example compiles, strict, libraries checked, with moduleResolution ${resolution.moduleResolution}`,
    isQuick: true,
    check: () => compile(folder, resolution),
  }))
  return [
    {
      title: `the library loads and refuses with a code ${label}`,
      isQuick: true,
      check: async () => {
        writeFileSync(join(folder, 'loads.mjs'), LOADS)
        expectRun(await run(node, ['loads.mjs'], { cwd: folder }), 0, 'ERR_')
      },
    },
    // The compiler is the same under every Node.
    ...(node === process.execPath ? compiles : []),
  ]
}

async function compile(folder, resolution) {
  const project = join(folder, resolution.module)
  mkdirSync(project, { recursive: true })
  // As a project of TypeScript for Node has them.
  for (const types of ['@types/node', 'undici-types'])
    cpSync(join(root, 'node_modules', types), join(folder, 'node_modules', types), { recursive: true })
  for (const [number, text] of examples(folder).entries()) writeFileSync(join(project, `example-${number}.ts`), text)
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }\n')
  const compilerOptions = {
    ...resolution,
    target: 'ES2022',
    lib: ['ES2022'],
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  expectRun(await run(process.execPath, [compiler, '-p', project], { cwd: project }), 0)
}
