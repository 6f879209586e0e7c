import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, runProcess, temporaryDirectory } from '../mintwell.ts'

const guide = readFileSync(join(root, 'docs/guide/provide.md'), 'utf8')
const examples = [...guide.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? '')

/** What the examples use of the Azure SDKs, which are not installed here (@azure/identity's own declaration). */
const azureIdentity = `declare module '@azure/identity' {
  export class ClientAssertionCredential {
    constructor(tenantId: string, clientId: string, getAssertion: () => Promise<string>)
  }
}`

/** Compiles the examples in a folder of their own, under the strict options of this repository; gives what the compiler says. */
async function compile(codes: readonly string[]): Promise<string> {
  const folder = temporaryDirectory()
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write('azure-identity.d.ts', azureIdentity)
  // A module, so that names of one example are not those of another, and `await` may stand at its top.
  for (const [index, code] of codes.entries()) write(`example-${index}.ts`, `${code}\nexport {}\n`)
  write('package.json', '{"type":"module"}')
  const settings = {
    extends: join(root, 'tsconfig.test.json'),
    compilerOptions: {
      noUnusedLocals: false,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
      paths: { '@mintwell/*': [join(root, 'packages/*/src/index.ts')] },
    },
    include: ['*.ts'],
  }
  write('tsconfig.json', JSON.stringify(settings))
  const { stdout } = await runProcess(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder])
  return stdout
}

describe('the examples of the guide', () => {
  it('compile under the strict options of the repository', async () => {
    expect(examples.length).toBeGreaterThanOrEqual(3)
    expect(await compile(examples)).toBe('')
  })

  it('would not compile with a function that is not there', async () => {
    const wrong = examples.map((code) => code.replaceAll('keepFresh', 'keepFresher'))
    expect(await compile(wrong)).toContain("has no exported member named 'keepFresher'")
  })
})
