import { describe, expect, it } from 'vitest'
import { watchLookups } from './lookups.ts'

const notesOf = (...lines: readonly string[]) => {
  const notes: string[] = []
  const see = watchLookups((note) => notes.push(note))
  for (const line of lines) see(line)
  return notes
}

describe('programs that look up host names themselves', () => {
  it.each([
    'ERROR: [Errno -2] Name or service not known',
    'curl: (6) Could not resolve host: login.microsoftonline.com',
    'Error: getaddrinfo ENOTFOUND login.microsoftonline.com',
    'dial tcp: lookup management.azure.com on 10.0.0.2:53: no such host',
    'Caused by: java.net.UnknownHostException: login.microsoftonline.com',
    'System.Net.Sockets.SocketException (11001): No such host is known.',
  ])('are noticed by %s', (line) => {
    expect(notesOf(line)).toEqual([expect.stringContaining('HTTPS_PROXY')])
  })

  it('are told of once, however often they try', () => {
    expect(notesOf('getaddrinfo ENOTFOUND a', 'getaddrinfo ENOTFOUND b')).toHaveLength(1)
  })

  it('are not seen in lines of programs that reached their service', () => {
    expect(notesOf('resolved 12 dependencies', 'AADSTS700016: Application not found in the directory')).toEqual([])
  })
})
