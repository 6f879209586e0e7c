import { describe, expect, it } from 'vitest'
import { UsageError } from '../verb.ts'
import { checkAllowedHosts, sayRefused } from './allowed-hosts.ts'

describe('hosts that are to be opened', () => {
  it('may be public ones, by name or pattern', async () => {
    await expect(checkAllowedHosts(['example.com', '*.example.com'], ['1.1.1.1'])).resolves.toBeUndefined()
    await expect(checkAllowedHosts([])).resolves.toBeUndefined()
  })

  it.each([
    [['example.com', '192.168.0.7'], [], '--allow-host'],
    [['example.com'], ['localhost'], 'allowHosts'],
  ])('are refused where one is private, with its source and the way out: %j, %j', async (given, settings, source) => {
    const error = await checkAllowedHosts(given, settings).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toContain(source)
    expect(String(error)).toContain('--route')
  })
})

describe('what is no host name', () => {
  it.each([
    '',
    ' ',
    'a b',
    'https://example.com',
    'example.com/path',
    'example.com:443',
    '*',
    '-a.com',
    'a..b',
    '*.*.com',
  ])('is refused with an example: %j', async (given) => {
    await expect(checkAllowedHosts([given])).rejects.toThrow(/such as example\.com or \*\.example\.com/)
    await expect(checkAllowedHosts([], [given])).rejects.toThrow(/allowHosts in the settings/)
  })

  it('is not a name of another alphabet, nor an address', async () => {
    await expect(
      checkAllowedHosts(['bücher.example', '1.1.1.1', '2606:4700:4700::1111', 'x.']),
    ).resolves.toBeUndefined()
  })
})

describe('a host that was refused', () => {
  it('is told with the option that would help: not --allow-host where it is open and leads into a private network', () => {
    expect(sayRefused('x', 'a.test', undefined)).toContain('--allow-host a.test')
    expect(sayRefused('x', 'a.test', '10.0.0.1')).toMatch(/10\.0\.0\.1.*--route a\.test=URL/)
  })
})
