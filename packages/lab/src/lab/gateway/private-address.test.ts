import { describe, expect, it } from 'vitest'
import { isPrivateAddress, isPrivateHost } from './private-address.ts'

describe('addresses that the gateway never passes to', () => {
  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.7',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::FFFF:192.168.1.1',
    '0:0:0:0:0:ffff:a00:1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2001::1',
    '64:ff9b::7f00:1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::',
    '64:ff9b:1::1',
    'localhost',
    '127.1',
    '0x7f000001',
    '',
  ])('hold %j', (address) => {
    expect(isPrivateAddress(address)).toBe(true)
  })

  it.each([
    '1.1.1.1',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '20.190.151.1',
    '2606:4700:4700::1111',
    '2001:4860:4860::8888',
    '::ffff:1.1.1.1',
    '64:ff9b::1.1.1.1',
    '64:ff9b::101:101',
  ])('do not hold %j', (address) => {
    expect(isPrivateAddress(address)).toBe(false)
  })
})

describe('hosts that are private as they are written', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '10.0.0.5',
    '[::1]',
    '::1',
    'fe80::1%eth0',
    '::ffff:192.168.1.1',
    'localhost',
    'LocalHost.',
    'api.localhost',
  ])('have %j', (host) => {
    expect(isPrivateHost(host)).toBe(true)
  })

  it.each([
    'example.com',
    '*.example.com',
    '1.1.1.1',
    '[2606:4700::1111]',
    'localhost.example.com',
    'notlocalhost',
    '10.example.com',
    '',
  ])('do not have %j', (host) => {
    expect(isPrivateHost(host)).toBe(false)
  })
})
