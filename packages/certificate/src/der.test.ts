import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bitString, certificateTime, der, objectIdentifier, sequence, unsignedInteger } from './der.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('DER values', () => {
  test('A length under 128 takes one byte, a longer one its count of bytes first.', () => {
    expect(hex(der(0x04, Buffer.alloc(127))).slice(0, 4)).toBe('047f')
    expect(hex(der(0x04, Buffer.alloc(128))).slice(0, 6)).toBe('048180')
    expect(hex(der(0x04, Buffer.alloc(65_536))).slice(0, 10)).toBe('0483010000')
  })

  test('An object identifier is written in base 128.', () => {
    expect(hex(objectIdentifier('2.5.29.17'))).toBe('0603551d11')
    expect(hex(objectIdentifier('1.2.840.10045.4.3.2'))).toBe('06082a8648ce3d040302')
  })

  test('An integer has no leading zeros but the one that keeps it positive.', () => {
    expect(hex(unsignedInteger(Uint8Array.of(0)))).toBe('020100')
    expect(hex(unsignedInteger(Uint8Array.of(0, 0, 5)))).toBe('020105')
    expect(hex(unsignedInteger(Uint8Array.of(0x80)))).toBe('02020080')
    expect(hex(unsignedInteger(new Uint8Array()))).toBe('020100')
  })

  test('An integer of any bytes reads back as the same unsigned number.', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 24 }), (bytes) => {
        const written = unsignedInteger(bytes)
        const content = written.subarray(2)
        expect(written[1]).toBe(content.length)
        expect((content[0] as number) & 0x80).toBe(0)
        expect(BigInt(`0x${hex(content)}`)).toBe(BigInt(`0x${hex(bytes)}`))
      }),
    )
  })

  test('A bit string says how many bits of its last byte are unused.', () => {
    expect(hex(bitString(Uint8Array.of(0x06), 1))).toBe('03020106')
  })

  test('A sequence holds its values in their order.', () => {
    expect(hex(sequence(unsignedInteger(Uint8Array.of(1)), unsignedInteger(Uint8Array.of(2))))).toBe('3006020101020102')
  })
})

describe('Times of a certificate', () => {
  test.each([
    ['1950-01-01T00:00:00Z', 0x17, '500101000000Z'],
    ['2026-04-21T01:04:56Z', 0x17, '260421010456Z'],
    ['2049-12-31T23:59:59Z', 0x17, '491231235959Z'],
    ['2050-01-01T00:00:00Z', 0x18, '20500101000000Z'],
    ['1949-12-31T23:59:59Z', 0x18, '19491231235959Z'],
    ['9999-12-31T23:59:59Z', 0x18, '99991231235959Z'],
  ])('%s is written with tag %i as %s.', (iso, tag, text) => {
    const value = certificateTime(Date.parse(iso))
    expect(value[0]).toBe(tag)
    expect(value.subarray(2).toString('ascii')).toBe(text)
  })

  test('A fraction of a second is dropped.', () => {
    expect(certificateTime(Date.parse('2026-04-21T01:04:56.999Z')).subarray(2).toString('ascii')).toBe('260421010456Z')
  })
})
