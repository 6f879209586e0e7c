/**
 * The part of DER (ITU-T X.690 §8, §10) that a certificate needs: every value is written in its one shortest form.
 * A value is a Buffer that already carries its tag and length, so that values nest by concatenation.
 */

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** The first year that UTCTime cannot say: RFC 5280 §4.1.2.5 asks for UTCTime through 2049 and GeneralizedTime from 2050. */
const FIRST_GENERALIZED_YEAR = 2050
/** The two digits of a UTCTime mean 1950 to 2049 (RFC 5280 §4.1.2.5.1). */
const FIRST_UTC_YEAR = 1950

/**
 * Writes one DER value: tag, length, content (X.690 §8.1).
 *
 * @example der(0x05, Buffer.alloc(0)) // NULL: 05 00
 */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content)
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body])
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const digits: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256)
  return Buffer.from([0x80 | digits.length, ...digits])
}

/** SEQUENCE of the given values, in their order. */
export function sequence(...values: readonly Uint8Array[]): Buffer {
  return der(TAG.sequence, ...values)
}

/** SET of one value; DER would ask for sorting from two on, which no name of ours has. */
export function setOf(value: Uint8Array): Buffer {
  return der(TAG.set, value)
}

/** BOOLEAN TRUE; DER leaves a default FALSE out, so there is no FALSE here. */
export function booleanTrue(): Buffer {
  return der(TAG.boolean, Buffer.from([0xff]))
}

/** INTEGER from unsigned big-endian bytes: leading zeros dropped, one put back where the top bit would make it negative (X.690 §8.3). */
export function unsignedInteger(bytes: Uint8Array): Buffer {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start++
  const digits = bytes.subarray(start)
  const pad = ((digits[0] ?? 0) & 0x80) !== 0 || digits.length === 0
  return der(TAG.integer, pad ? Buffer.from([0]) : Buffer.alloc(0), digits)
}

/** BIT STRING of whole bytes, or with `unusedBits` at the end of the last one (X.690 §8.6). */
export function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return der(TAG.bitString, Buffer.from([unusedBits]), bytes)
}

/** OCTET STRING. */
export function octetString(bytes: Uint8Array): Buffer {
  return der(TAG.octetString, bytes)
}

/** NULL. */
export function nothing(): Buffer {
  return der(TAG.null)
}

/** UTF8String. */
export function utf8String(text: string): Buffer {
  return der(TAG.utf8String, Buffer.from(text, 'utf8'))
}

/**
 * OBJECT IDENTIFIER from its dotted form (X.690 §8.19).
 *
 * @example objectIdentifier('2.5.29.17') // subjectAltName: 06 03 55 1d 11
 */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return der(TAG.objectIdentifier, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(value: number): number[] {
  const digits = [value % 128]
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left % 128) | 0x80)
  return digits
}

/** A context-specific value whose content is other values, such as `[0] EXPLICIT` (X.690 §8.1.2.2: class 10, constructed). */
export function constructedContext(number: number, ...values: readonly Uint8Array[]): Buffer {
  return der(0xa0 | number, ...values)
}

/** A context-specific value whose content is raw bytes, such as `[2] IMPLICIT IA5String` (class 10, primitive). */
export function primitiveContext(number: number, bytes: Uint8Array): Buffer {
  return der(0x80 | number, bytes)
}

/**
 * The time of a certificate, in whole seconds: UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5).
 *
 * @param instant milliseconds since the epoch, a year of four digits
 */
export function certificateTime(instant: number): Buffer {
  const date = new Date(instant)
  const year = date.getUTCFullYear()
  const digits = `${date.toISOString().slice(0, 19).replace(/\D/g, '')}Z`
  return year >= FIRST_UTC_YEAR && year < FIRST_GENERALIZED_YEAR
    ? der(TAG.utcTime, Buffer.from(digits.slice(2), 'ascii'))
    : der(TAG.generalizedTime, Buffer.from(digits, 'ascii'))
}
