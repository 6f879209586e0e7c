import { describe, expect, it } from 'vitest'
import type { Service } from '../../ground/http/service.ts'
import { createRouteTable, hostMatches } from './route-table.ts'

const service: Service = () => new Response()
const origin = new URL('http://127.0.0.1:8080')

describe('where a host leads', () => {
  const table = createRouteTable({
    service: (host) => (host.startsWith('lab.') ? service : undefined),
    upstreams: new Map([['lab.own.test', origin]]),
    allowedHosts: ['Example.com', '*.example.org', 'lab.open.test'],
  })

  it.each([
    ['lab.test', { kind: 'service', service }],
    ['LAB.test', { kind: 'service', service }],
    ['lab.own.test', { kind: 'upstream', origin }],
    ['lab.open.test', { kind: 'service', service }],
    ['example.com', { kind: 'through' }],
    ['a.b.example.org', { kind: 'through' }],
    ['example.org', { kind: 'refused' }],
    ['www.example.com', { kind: 'refused' }],
    ['', { kind: 'refused' }],
  ])(
    'is decided for %j: the own services of the user first, then those of the lab, then what was opened',
    (host, route) => {
      expect(table.route(host)).toEqual(route)
    },
  )
})

describe('a pattern of --allow-host', () => {
  it.each([
    ['example.com', 'EXAMPLE.com', true],
    ['example.com', '*.example.com', false],
    ['a.example.com', '*.example.com', true],
    ['notexample.com', '*.example.com', false],
    ['a.example.com', 'example.com', false],
    ['example.com', '*', false],
  ])('decides for %s by %s: %s', (host, pattern, matches) => {
    expect(hostMatches(host, pattern)).toBe(matches)
  })
})
