// What stands in the bundles: which packages, with their licences, as a CycloneDX document and as a text for people.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The packages of other people that esbuild's metafiles name, by name and version, in order. */
export function bundledPackages(metafiles, root) {
  const folders = new Set()
  for (const { inputs } of metafiles) {
    for (const path of Object.keys(inputs)) {
      const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)
      if (match) folders.add(match[1])
    }
  }
  const packages = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
    return {
      name,
      version,
      license: typeof license === 'string' ? license : 'UNKNOWN',
      text: licenceText(join(root, folder)),
    }
  })
  return packages.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1))
}

function licenceText(folder) {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\.|$)/i.test(name))
  return file ? readFileSync(join(folder, file), 'utf8').trim() : ''
}

/** A CycloneDX 1.6 document without a time or a random number, so that equal content gives equal bytes. */
export function cycloneDx({ name, version, license }, packages) {
  const components = packages.map((each) => ({
    type: 'library',
    'bom-ref': purl(each),
    name: each.name,
    version: each.version,
    licenses: [{ license: { id: each.license } }],
    purl: purl(each),
  }))
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { type: 'application', 'bom-ref': name, name, version, licenses: [{ license: { id: license } }] },
    },
    components,
    dependencies: [{ ref: name, dependsOn: components.map((component) => component.purl) }],
  }
  const digest = createHash('sha256').update(JSON.stringify(document)).digest('hex')
  const uuid = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`
  const { bomFormat, specVersion, ...rest } = document
  return { bomFormat, specVersion, serialNumber: `urn:uuid:${uuid}`, ...rest }
}

function purl({ name, version }) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}

/** The licences of what is bundled, whole; `subject` is what it is bundled into, such as `This extension`. */
export function notices(packages, subject) {
  const rule = '-'.repeat(80)
  const parts = packages.map(
    ({ name, version, license, text }) =>
      `${name} ${version} (${license})\n\n${text || 'No licence text came with the package.'}\n`,
  )
  return [`${subject} contains the work of others, under their licences.\n`, ...parts].join(`\n${rule}\n\n`)
}

/** Licences under which what they cover may be redistributed with the notice alone. A package under another one fails the build. */
const PERMISSIVE = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'BlueOak-1.0.0']

/** Throws where a bundled package has a licence that is not known to allow this. */
export function checkLicences(packages) {
  const wrong = packages.filter(({ license, text }) => !PERMISSIVE.includes(license) || text === '')
  if (wrong.length === 0) return
  throw new Error(`check the licence of ${wrong.map(({ name, license }) => `${name} (${license})`).join(', ')}`)
}

/** Whether the tools of this folder are installed. */
export function tfxInstalled(folder) {
  return existsSync(join(folder, 'node_modules/tfx-cli/package.json'))
}
