import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwell, mintwellBin, runProcess } from '../mintwell.ts'
import { hostileWorld } from './world.ts'

const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

/** What scripts do to a token by accident. */
const ACCIDENTS: Readonly<Record<string, string>> = {
  base64: 'printf %s "$T" | base64',
  'base64 with the line end': 'echo "$T" | base64',
  'base64 in one line': 'printf %s "$T" | base64 -w 0; echo',
  'base64 behind a user name': 'printf "user:%s" "$T" | base64 -w 0; echo',
  'base64, narrow': 'printf %s "$T" | base64 -w 20',
  'folded lines': 'printf %s "$T" | fold -w 40; echo',
  'folded lines, indented': 'printf %s "$T" | fold -w 33 | sed "s/^/    /"',
  'a carriage return inside': 'printf %s "$T" | sed "s/.\\{20\\}/\\0\\r/g"; echo',
  colours: 'printf %s "$T" | sed "s/.\\{20\\}/\\0\\x1b[32m/g"; echo',
  'percent signs': 'printf %s "$T" | od -An -v -tx1 | tr -d "\\n" | sed "s/ /%/g"; echo',
}

describe.runIf(has('base64') && has('fold') && has('od'))('a token that a script mangles', () => {
  it.each(Object.keys(ACCIDENTS))('is not to be read in the log as %s', async (name) => {
    const world = hostileWorld()
    const script = `T=$SYSTEM_ACCESSTOKEN\nprintf %s "$T" >"$COPY"\n${ACCIDENTS[name]}\n`
    const file = join(world.directory, 'p.yml')
    const copy = join(world.directory, 'copy')
    writeFileSync(
      file,
      JSON.stringify({
        steps: [
          { checkout: 'none' },
          { bash: script, env: { SYSTEM_ACCESSTOKEN: '$(System.AccessToken)', COPY: copy } },
        ],
      }),
    )
    const { code, stdout } = await mintwell(['run', file], { env: world.env })
    expect(code).toBe(0)
    expect(stdout).toContain('***')
    const plain = spawnSync('bash', ['-c', `T=$(cat "$COPY")\n${ACCIDENTS[name]}`], {
      env: { ...process.env, COPY: copy },
    })
    const shown = stdout.replaceAll('***', ' ')
    // Twelve characters in a row of what the script prints, wherever they are.
    const printed = String(plain.stdout)
      .split('\n')
      .map((line) => line.replaceAll('\r', '').replaceAll('\u001b[32m', '').trim())
    for (const line of printed)
      for (let at = 0; at + 12 <= line.length; at += 1) expect(shown).not.toContain(line.slice(at, at + 12))
  })
})

describe('a command in the lab', () => {
  const nested = [process.execPath, mintwellBin, 'exec', '--', 'sh', '-c', 'echo "token: $idToken"']

  it('prints no logging command with a token, and no token that was registered', async () => {
    const world = hostileWorld()
    const { code, stdout, stderr } = await mintwell(['lab', 'exec', '--connection', 'c', '--', ...nested], {
      env: world.env,
    })
    expect(code).toBe(0)
    expect(stdout).toBe('token: ***\n')
    expect(stdout + stderr).not.toMatch(/eyJ|##vso/)
  })

  it.runIf(has('script'))('on a terminal prints none either, also where its output goes through a pipe', async () => {
    const world = hostileWorld()
    const quoted = [process.execPath, mintwellBin, 'exec', '--', 'true'].join(' ')
    for (const command of [quoted, `sh -c "${quoted} 2>&1 | cat"`]) {
      const call = `${process.execPath} ${mintwellBin} lab exec --connection c -- ${command}`
      const { stdout } = await runProcess('script', ['-qec', call, '/dev/null'], { env: world.env })
      expect(stdout).toContain('ended with exit code 0')
      expect(stdout).not.toMatch(/eyJ|##vso/)
    }
  })
})
