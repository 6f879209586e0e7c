import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { mintwell } from '../mintwell.ts'
import { describeWith } from './require-program.ts'

const folder = mkdtempSync(join(tmpdir(), 'clock-set-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A source whose tokens live for eight seconds by the true time, which it sees though everything around it sees another. */
const mint = `
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const iat = Math.floor(Date.now() / 1000)
console.log([encode({ alg: 'RS256' }), encode({ iss: 'https://issuer.example', sub: 's', aud: 'a', jti: String(Math.random()), iat, exp: iat + 8 }), 'c2ln'].join('.'))
`

/** Sees the wall clock set, and then each new token that arrives in its file, until there were five. */
const command = `
set -e
env -u LD_PRELOAD printf '%s' "$JUMP" > "$OFFSETS"
seen=0 last=$(cksum < "$MINTWELL_ID_TOKEN_FILE")
for look in $(seq 150); do
  env -u LD_PRELOAD sleep 0.2
  now=$(cksum < "$MINTWELL_ID_TOKEN_FILE")
  [ "$now" = "$last" ] || { seen=$((seen + 1)); last=$now; }
  [ "$seen" -lt 5 ] || exit 0
done
exit 9
`

/** The library that \`faketime\` preloads, which is somewhere else on each system. */
function fakeTimeLibrary(): string {
  const environment = execFileSync('faketime', ['now', 'env'], { encoding: 'utf8' })
  return /^LD_PRELOAD=(.*)$/m.exec(environment)?.[1] ?? ''
}

describeWith(['faketime', 'bash', 'cksum'], 'exec on a machine whose wall clock is set while it runs', () => {
  it.each([
    ['back by an hour', '-3600'],
    ['back by ten years', '-315360000'],
  ])('keeps its token fresh when the clock is set %s', async (_, jump) => {
    const offsets = join(folder, 'offset')
    const program = join(folder, 'mint.mjs')
    writeFileSync(offsets, '+0')
    writeFileSync(program, mint)
    const { code, stderr } = await mintwell(
      [
        'exec',
        ...['--source', `command:env -u LD_PRELOAD ${process.execPath} ${program}`],
        ...['--min-remaining', '1s', '--', 'bash', '-c', command],
      ],
      {
        env: {
          LD_PRELOAD: fakeTimeLibrary(),
          FAKETIME_TIMESTAMP_FILE: offsets,
          FAKETIME_NO_CACHE: '1',
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
          OFFSETS: offsets,
          JUMP: jump,
        },
      },
    )
    expect(stderr).not.toMatch(/error:/)
    expect(code).toBe(0)
    expect(existsSync(offsets) && readFileSync(offsets, 'utf8')).toBe(jump)
  })
})
