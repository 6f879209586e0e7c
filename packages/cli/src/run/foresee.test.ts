import { createCatalog, standardDefinitions } from '@mintwell/language'
import { describe, expect, it } from 'vitest'
import { planText } from '../../../../test/plan-text.ts'
import { foresee } from './foresee.ts'

const catalog = createCatalog(standardDefinitions)

function linesOf(yaml: string, machine: { readonly path?: string; readonly stubs?: readonly string[] } = {}) {
  const plan = planText(yaml, catalog)
  return foresee(plan, { platform: 'linux', path: process.env.PATH ?? '', catalog, stubs: [], ...machine })
}

describe('what is foreseen before a run', () => {
  it('is nothing where all is there', () => {
    expect(
      linesOf('pool: {vmImage: ubuntu-latest}\nsteps:\n- bash: x\n- task: CopyFiles@2\n  inputs: {TargetFolder: t}'),
    ).toEqual([])
  })

  it('is another system that jobs ask for', () => {
    const yaml = `jobs:
- {job: A, pool: {vmImage: windows-latest}, steps: [{bash: x}]}
- {job: B, pool: {vmImage: windows-latest}, steps: [{bash: x}]}
- {job: C, pool: {vmImage: macOS-14}, steps: [{bash: x}]}`
    expect(linesOf(yaml)).toEqual([
      'A, B asked for Windows (windows-latest); the steps run on this machine (linux).',
      'C asked for macOS (macOS-14); the steps run on this machine (linux).',
    ])
  })

  it('is a shell that is missing, once, with the steps that need it', () => {
    const steps = Array.from({ length: 7 }, () => '- pwsh: x').join('\n')
    expect(linesOf(`steps:\n${steps}`, { path: '/nowhere' })).toEqual([
      expect.stringMatching(/^pwsh is not on PATH: Job\.PowerShell, .* and 2 more will fail/),
    ])
    expect(linesOf('steps:\n- pwsh: x', { path: '/nowhere', stubs: ['powershell@2'] })).toEqual([])
    expect(linesOf('steps:\n- pwsh: x\n  enabled: false', { path: '/nowhere' })).toEqual([])
  })

  it('is a task that nobody has, unless it is stubbed', () => {
    const yaml = 'steps:\n- task: Acme@3'
    expect(linesOf(yaml)).toEqual([expect.stringMatching(/Acme@3 is not built in.*Job\.Acme.*--stub Acme@3/)])
    expect(linesOf(yaml, { stubs: ['Acme'] })).toEqual([])
  })
})
