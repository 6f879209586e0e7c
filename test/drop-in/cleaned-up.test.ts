import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { agentEnvironment, startTask, stepDirectory } from './agent-process.ts'
import { bundleTask } from './bundled-task.ts'
import { openTokenService, standInToken, type TokenServiceStandIn } from './token-service.ts'

let bundle: Awaited<ReturnType<typeof bundleTask>>
let service: TokenServiceStandIn
let directory: string
beforeAll(async () => {
  bundle = await bundleTask('MintwellAzureCLIV1')
  service = await openTokenService()
})
afterAll(async () => {
  bundle?.remove()
  await service?.close()
})
beforeEach(() => {
  directory = stepDirectory()
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

function start(inlineScript: string, more: Readonly<Record<string, string>> = {}) {
  const inputs = {
    scriptType: 'bash',
    scriptLocation: 'inlineScript',
    inlineScript,
    addSpnToEnvironment: 'true',
    ...more,
  }
  return startTask(bundle.directory, agentEnvironment(service, directory, inputs))
}

/** What the step keeps in the temp directory; the task library's own key is not of the step. */
const kept = (temp: string) => readdirSync(temp).filter((name) => name !== '.taskkey')
const isAlive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))

async function until(condition: () => boolean, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds
  while (!condition() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** A script that lives on, with a child of its own, and says who they are. */
const LIVES_ON = 'sleep 300 & echo "script $$ child $! end"; wait'

const RUNS = /script (\d+) child (\d+) end/

function pidsOf(output: string): readonly number[] {
  return RUNS.exec(output)?.slice(1).map(Number) ?? []
}

describe('the files of a step', () => {
  it('are its own while it runs: directories 0700, files 0600 or 0700, and removed when it ends', async () => {
    const task = start(
      'echo "dir $(dirname "$AZURE_FEDERATED_TOKEN_FILE") end"; find "$(dirname "$AZURE_FEDERATED_TOKEN_FILE")" -printf "%m %y %P\\n"; echo over',
    )
    await task.ended
    const modes = task
      .output()
      .split('\n')
      .filter((line) => /^\d{3} [df] /.test(line))
    expect(modes.length).toBeGreaterThan(5)
    expect(modes.filter((line) => !/^(700 d|[67]00 f) /.test(line))).toEqual([])
    expect(modes.find((line) => line.endsWith(' id-token'))).toMatch(/^600 f/)
    expect(kept(task.temp)).toEqual([])
  })

  it('hold no other step’s: two steps at once have directories of their own', async () => {
    const [one, other] = [
      start('sleep 0.3; cat "$AZURE_FEDERATED_TOKEN_FILE" >/dev/null; dirname "$AZURE_CONFIG_DIR"'),
      start('dirname "$AZURE_CONFIG_DIR"'),
    ]
    await Promise.all([one.ended, other.ended])
    const place = (text: string) => /AZURE_CONFIG_DIR env variable to: (\S+)/.exec(text)?.[1]
    expect(place(one.output())).not.toBe(place(other.output()))
    expect(one.output()).toContain('result=Succeeded')
    expect(kept(one.temp)).toEqual([])
  })
})

describe.each(['SIGINT', 'SIGTERM'] as const)('a step that the agent ends with %s', (signal) => {
  it('passes it to the script with all that it started, and cleans up', async () => {
    const task = start(LIVES_ON)
    await task.saw(RUNS)
    const pids = pidsOf(task.output())
    // The child of the script ignores SIGINT, as bash has it for what stands in the background; the next one ends it.
    task.kill(signal)
    await task.ended
    expect(kept(task.temp)).toEqual([])
    expect(isAlive(pids[0] as number)).toBe(false)
    for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL')
  })

  it('gives up waiting for a token, and cleans up', async () => {
    const healthy = service.answer
    service.answer = () => ({ status: 200, body: { oidcToken: standInToken(Date.now() - 3_570_000) } })
    try {
      const task = start('echo never')
      await task.saw(/Waiting for a better one/)
      task.kill(signal)
      await task.ended
      expect(task.output()).not.toContain('\nnever')
      expect(kept(task.temp)).toEqual([])
    } finally {
      service.answer = healthy
    }
  })
})

describe('a step that is killed', () => {
  it('leaves no file and no process behind after two seconds', async () => {
    const task = start(LIVES_ON)
    await task.saw(RUNS)
    const pids = pidsOf(task.output())
    const [name = ''] = kept(task.temp)
    expect(statSync(join(task.temp, name)).mode & 0o777).toBe(0o700)
    task.kill('SIGKILL')
    await until(() => kept(task.temp).length === 0 && !pids.some(isAlive), 2_000)
    expect(kept(task.temp)).toEqual([])
    expect(pids.filter(isAlive)).toEqual([])
  })

  it('leaves nothing behind where its script does not want to end', async () => {
    const task = start(`trap '' TERM; ${LIVES_ON}`)
    await task.saw(RUNS)
    const pids = pidsOf(task.output())
    task.kill('SIGKILL')
    await until(() => kept(task.temp).length === 0 && !pids.some(isAlive), 2_500)
    expect([kept(task.temp), pids.filter(isAlive)]).toEqual([[], []])
  })
})
