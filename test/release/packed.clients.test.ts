import { describe, expect, it } from 'vitest'
import { root, runProcess } from '../mintwell.ts'

describe('the packed packages', () => {
  it('install alone and offline, and the command, its man page, the library and its types work from there', async () => {
    const { code, stdout, stderr } = await runProcess(process.execPath, ['tools/release/check.mjs', '--quick'], {
      cwd: root,
    })
    expect({ code, stderr, ok: stdout.match(/^ok: /gm)?.length }, stdout).toEqual({ code: 0, stderr: '', ok: 7 })
  })
})
