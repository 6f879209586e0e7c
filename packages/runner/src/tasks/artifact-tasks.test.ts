import { describe, expect, it } from 'vitest'
import { runYaml } from '../run/test-run.ts'

describe('artifacts', () => {
  it('of a job are there in later jobs and stages: one by name, all in folders of their own', async () => {
    const run = await runYaml(`
stages:
- stage: Build
  jobs:
  - job: A
    steps:
    - bash: mkdir -p out/deep && echo one > out/a.txt && echo two > out/deep/b.txt && echo no > out/c.log
    - task: PublishPipelineArtifact@1
      inputs: {targetPath: out, artifact: drop}
    - task: PublishPipelineArtifact@1
      inputs: {targetPath: out/a.txt, artifact: single}
- stage: Deploy
  jobs:
  - job: B
    steps:
    - task: DownloadPipelineArtifact@2
      inputs: {artifact: drop, path: got, patterns: '**/*.txt'}
    - task: DownloadPipelineArtifact@2
    - bash: |
        cd "$PIPELINE_WORKSPACE"
        find . -type f | grep -v '^./s/' | sort
      name: list
`)
    expect(run.result).toBe('succeeded')
    expect(run.lines('list')).toEqual([
      './drop/a.txt',
      './drop/c.log',
      './drop/deep/b.txt',
      './got/a.txt',
      './got/deep/b.txt',
      './single/a.txt',
    ])
  })

  it('are published once by a pipeline artifact, and added to by a build artifact', async () => {
    const run = await runYaml(`
steps:
- bash: echo 1 > a.txt; echo 2 > b.txt
- task: PublishBuildArtifacts@1
  inputs: {PathtoPublish: a.txt}
- task: PublishBuildArtifacts@1
  inputs: {PathtoPublish: b.txt, ArtifactName: drop}
- task: PublishPipelineArtifact@1
  name: again
  continueOnError: true
  inputs: {targetPath: a.txt, artifact: drop}
- task: DownloadBuildArtifacts@1
  inputs: {artifactName: drop, itemPattern: 'drop/b*'}
- bash: cd "$SYSTEM_ARTIFACTSDIRECTORY" && find . -type f
  name: list
`)
    expect(run.step('again').issues[0]?.message).toMatch(/Artifact drop already exists/)
    expect(run.lines('list')).toEqual(['./drop/b.txt'])
  })

  it('that are not there, or have a name that leads elsewhere, fail the step and say what there is', async () => {
    const run = await runYaml(`
steps:
- bash: echo 1 > a.txt
- task: PublishPipelineArtifact@1
  inputs: {targetPath: a.txt, artifact: drop}
- task: DownloadPipelineArtifact@2
  name: missing
  continueOnError: true
  inputs: {artifact: dorp}
- task: PublishPipelineArtifact@1
  name: escaping
  continueOnError: true
  inputs: {targetPath: a.txt, artifact: ../x}
- task: PublishPipelineArtifact@1
  name: nothing
  continueOnError: true
  inputs: {targetPath: none.txt, artifact: other}
- task: DownloadPipelineArtifact@2
  name: elsewhere
  continueOnError: true
  inputs: {source: specific, project: p, pipeline: q}
`)
    expect(run.step('missing').issues[0]?.message).toContain('This run has: drop.')
    expect(run.step('escaping').issues[0]?.message).toContain("'../x' is not valid")
    expect(run.step('nothing').issues[0]?.message).toContain('Path does not exist')
    expect(run.step('elsewhere').issues[0]?.message).toContain('Only artifacts of the current run')
  })

  it('come from the logging command artifact.upload too', async () => {
    const run = await runYaml(`
steps:
- bash: |
    echo 1 > a.txt
    echo "##vso[artifact.upload artifactname=made]a.txt"
- task: DownloadPipelineArtifact@2
  inputs: {artifact: made, path: there}
- bash: cat "$PIPELINE_WORKSPACE/there/a.txt"
  name: show
`)
    expect(run.lines('show')).toEqual(['1'])
  })
})

describe('CopyFiles@2', () => {
  it('copies what its patterns choose, and keeps what is there unless it is to overwrite', async () => {
    const run = await runYaml(`
steps:
- bash: mkdir -p src/bin && touch src/a.js src/.hidden.js src/bin/b.js && echo old > "$BUILD_ARTIFACTSTAGINGDIRECTORY/a.js"
- task: CopyFiles@2
  inputs:
    SourceFolder: src
    Contents: |
      **/*.js
      # a comment
      !bin/**
    TargetFolder: $(Build.ArtifactStagingDirectory)
- bash: cd "$BUILD_ARTIFACTSTAGINGDIRECTORY" && find . -type f | sort && cat a.js
  name: first
- task: CopyFiles@2
  inputs: {SourceFolder: src, TargetFolder: $(Build.ArtifactStagingDirectory), OverWrite: true, CleanTargetFolder: true, flattenFolders: true}
- bash: cd "$BUILD_ARTIFACTSTAGINGDIRECTORY" && find . -type f | sort
  name: second
`)
    expect(run.lines('first')).toEqual(['./.hidden.js', './a.js', 'old'])
    expect(run.lines('second')).toEqual(['./.hidden.js', './a.js', './b.js'])
  })

  it('fails without its source folder', async () => {
    const run = await runYaml(
      'steps:\n- task: CopyFiles@2\n  name: copy\n  inputs: {SourceFolder: none, TargetFolder: t}',
    )
    expect(run.step('copy').issues[0]?.message).toMatch(/^Not found SourceFolder: .*none$/)
  })
})

describe('PublishTestResults@2', () => {
  it('keeps the files with the run, counts the tests, and fails for failed ones only where it should', async () => {
    const run = await runYaml(`
steps:
- bash: |
    printf '<testsuite><testcase name="a"/><testcase name="b"><failure>x</failure></testcase></testsuite>' > TEST-one.xml
- task: PublishTestResults@2
  name: told
- task: PublishTestResults@2
  name: strict
  continueOnError: true
  inputs: {failTaskOnFailedTests: true, testRunTitle: units}
- task: PublishTestResults@2
  name: none
  inputs: {testResultsFiles: 'no*.xml'}
`)
    expect(run.lines('told')).toEqual(['2 tests in 1 file, 1 failed.'])
    expect(run.step('strict').issues[0]?.message).toContain('test failures detected')
    expect(run.step('none').issues).toEqual([
      { type: 'warning', message: "No test result files matching 'no*.xml' were found." },
    ])
    expect(run.events.flatMap((event) => (event.kind === 'attachment' ? [event.name] : []))).toEqual([
      'TEST-one.xml',
      'units',
    ])
  })
})
