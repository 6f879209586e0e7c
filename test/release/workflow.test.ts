import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root, runProcess, temporaryDirectory } from '../mintwell.ts'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly env?: Readonly<Record<string, string>>
}

interface Job {
  readonly needs?: string
  readonly environment?: string
  readonly 'timeout-minutes'?: number
  readonly permissions?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}

interface Workflow {
  readonly on: { readonly push?: { readonly tags: readonly string[] } }
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

const text = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8')
const workflow = parse(text) as Workflow
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)
const scripts = steps.flatMap(({ run }) => (run === undefined ? [] : [run]))

describe('the release workflow', () => {
  it('starts by a tag of a version alone, and publishes nothing before the checks have passed', () => {
    expect(Object.keys(workflow.on)).toEqual(['push'])
    expect(workflow.on.push?.tags).toEqual(['v[0-9]+.[0-9]+.[0-9]+'])
    const publishing = Object.entries(workflow.jobs).filter(([, { steps: own }]) =>
      own.some(({ run }) => /npm publish|docker push|gh release/.test(run ?? '')),
    )
    expect(publishing.map(([name]) => name)).toEqual(['publish'])
    expect(workflow.jobs.publish).toMatchObject({ needs: 'check', environment: 'release' })
    const checks = workflow.jobs.check?.steps.map(({ run }) => run)
    expect(checks).toEqual(expect.arrayContaining(['npm cit', 'npm run check', 'npm run release:check']))
  })

  it('gives rights to the job that publishes and to no other, and each job an end', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    for (const [name, job] of Object.entries(workflow.jobs)) {
      expect(job['timeout-minutes'], name).toBeGreaterThan(0)
      expect(job.permissions, name).toEqual(
        name === 'publish' ? { contents: 'write', 'id-token': 'write', packages: 'write' } : undefined,
      )
    }
  })

  it('uses actions by the commit, with no token for npm', () => {
    const actions = steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]))
    expect(actions.length).toBeGreaterThan(0)
    for (const action of actions) expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/)
    expect(text).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN/)
  })

  it('puts no expression into a script, where its value would be code', () => {
    for (const script of scripts) expect(script).not.toContain('${{')
  })

  it('has scripts that bash can read, and runs npm scripts that the workspace has', async () => {
    const { scripts: known } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>
    }
    for (const script of scripts) {
      expect(await runProcess('bash', ['-n'], { input: script }), script).toMatchObject({ code: 0, stderr: '' })
      for (const [, name = ''] of script.matchAll(/npm run ([a-z:]+)/g)) expect(Object.keys(known)).toContain(name)
    }
  })

  it('publishes with provenance, and attaches the extension, the file for agents and the checksums', () => {
    const publishes = scripts.flatMap((script) => script.match(/npm publish .*/g) ?? [])
    expect(publishes).toHaveLength(2)
    for (const command of publishes) expect(command).toMatch(/ --provenance$/)
    const packing = scripts.find((script) => script.includes('SHA256SUMS'))
    expect(packing).toMatch(
      /release:pack -- --repository[\s\S]*package:ci[\s\S]*package:extension[\s\S]*\.vsix[\s\S]*SHA256SUMS/,
    )
  })

  it('can be run again after it failed halfway: what is published stays, and the rest follows', async () => {
    const directory = temporaryDirectory()
    const calls = join(directory, 'calls')
    // A registry that has what was published, and a GitHub that has what was created.
    const program = `#!/bin/bash
case "\${0##*/}-$1" in
  npm-view) grep -q "^published $2$" "${calls}" ;;
  npm-publish) case "$2" in *client*) name=@mintwell/client ;; *) name=mintwell ;; esac; echo "published $name@1.2.3" >> "${calls}" ;;
  gh-release) [ "$2" != view ] || { grep -q "^release create" "${calls}"; exit; }; echo "release $2" >> "${calls}" ;;
esac`
    for (const name of ['npm', 'gh']) writeFileSync(join(directory, name), program, { mode: 0o755 })
    const publish = async (script: string | undefined) => {
      const env = { PATH: `${directory}:${process.env.PATH}`, GITHUB_REF_NAME: 'v1.2.3', GITHUB_REPOSITORY: 'o/r' }
      const { code, stderr } = await runProcess('bash', ['-e', '-c', script ?? 'exit 9'], { cwd: directory, env })
      expect([code, stderr]).toEqual([0, ''])
      return readFileSync(calls, 'utf8').trim().split('\n')
    }
    writeFileSync(calls, 'published @mintwell/client@1.2.3\n')
    const toNpm = scripts.find((script) => script.includes('npm publish'))
    const both = ['published @mintwell/client@1.2.3', 'published mintwell@1.2.3']
    expect(await publish(toNpm)).toEqual(both)
    expect(await publish(toNpm)).toEqual(both)
    const toGitHub = scripts.find((script) => script.includes('gh release create'))
    expect(await publish(toGitHub)).toEqual([...both, 'release create', 'release upload'])
    expect(await publish(toGitHub)).toEqual([...both, 'release create', 'release upload', 'release upload'])
  })
})
