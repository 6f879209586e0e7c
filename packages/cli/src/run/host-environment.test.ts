import { describe, expect, it } from 'vitest'
import { hostEnvironment } from './host-environment.ts'

const env = {
  HOME: '/home/me',
  PATH: '/bin',
  LANG: 'C.UTF-8',
  LC_ALL: 'C',
  TERM: 'xterm',
  AZURE_CLIENT_SECRET: 's3cret',
  GITHUB_TOKEN: 's3cret',
  SSH_AUTH_SOCK: '/run/agent',
  SYSTEMROOT: 'C:\\Windows',
  MINE: '1',
  EMPTY: undefined,
}

describe('what steps get of the environment of the user', () => {
  it('is a list of harmless names, and no secret', () => {
    expect(hostEnvironment(env, 'linux', [])).toEqual({ LANG: 'C.UTF-8', LC_ALL: 'C', TERM: 'xterm' })
  })

  it('is what is passed by name too', () => {
    expect(hostEnvironment(env, 'linux', ['MINE', 'EMPTY', 'NOT_THERE'])).toMatchObject({ MINE: '1' })
    expect(hostEnvironment(env, 'linux', ['EMPTY'])).not.toHaveProperty('EMPTY')
  })

  it('is on Windows what nothing starts without', () => {
    expect(hostEnvironment(env, 'win32', [])).toHaveProperty('SYSTEMROOT')
  })
})
