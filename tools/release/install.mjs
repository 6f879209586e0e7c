// Installs a tarball into an empty folder, and runs programs there.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Installs a packed package into a new folder, offline and without scripts; throws where anything else came along or scripts would have run. */
export function installTarball({ name, tarball }, folder) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true }\n')
  execFileSync('npm', ['install', tarball, '--ignore-scripts', '--offline', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  })
  const installed = readdirSync(join(folder, 'node_modules'), { recursive: true })
    .map((path) => String(path).replaceAll('\\', '/'))
    .filter((path) => path.endsWith('package.json'))
  if (installed.length !== 1) throw new Error(`${name} brought more than itself: ${installed.join(', ')}`)
  const manifest = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'))
  if (manifest.private || manifest.scripts || manifest.dependencies)
    throw new Error(`${name} must have no scripts and no dependencies, and not be private`)
  for (const file of ['LICENSE', 'README.md'])
    if (!existsSync(join(folder, 'node_modules', name, file))) throw new Error(`${name} has no ${file}`)
  const readme = readFileSync(join(folder, 'node_modules', name, 'README.md'), 'utf8')
  const links = [...readme.matchAll(/\]\(([^)]+)\)/g)]
    .map((match) => match[1])
    .filter((link) => !/^(https:|#)/.test(link))
  if (links.length > 0)
    throw new Error(`the README of ${name} links to what the package does not have: ${links.join(', ')}`)
  return folder
}

/** The folders of PATH in which no package of a checkout has its programs. */
export function foldersOfPath() {
  return (process.env.PATH ?? '').split(':').filter((folder) => !folder.includes('node_modules'))
}

/** Runs a program in an environment that knows nothing of this checkout; gives its exit code, standard output and standard error. */
export function run(program, args, { cwd, input = '', path = foldersOfPath() }) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|MINTWELL_|VITEST)/.test(name))
  const env = { ...Object.fromEntries(kept), PATH: path.join(':') }
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: 'pipe' })
    const chunks = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'])
      child[name].setEncoding('utf8').on('data', (text) => {
        chunks[name] += text
      })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...chunks }))
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

/** Throws, with what the program printed, unless it ended with `code` and its output has all of `texts`. */
export function expectRun({ code, stdout, stderr }, expected, ...texts) {
  const missing = texts.filter((text) => !`${stdout}${stderr}`.includes(text))
  if (code === expected && missing.length === 0) return
  throw new Error(`exit ${code}, expected ${expected}; missing: ${JSON.stringify(missing)}\n${stdout}\n${stderr}`)
}
