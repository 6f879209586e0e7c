import { createHash } from 'node:crypto'

/** A GUID in lower case with dashes. */
export type Guid = string

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function isGuid(text: string): boolean {
  return GUID.test(text)
}

/** Sixteen bytes as a GUID, in the order in which it is written. */
export function guidOf(bytes: Uint8Array): Guid {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The bytes of a GUID as .NET keeps them: the first three fields are little-endian. */
export function dotNetBytes(guid: Guid): Buffer {
  const bytes = Buffer.from(guid.replaceAll('-', ''), 'hex')
  bytes.writeUInt32LE(bytes.readUInt32BE(0), 0)
  bytes.writeUInt16LE(bytes.readUInt16BE(4), 4)
  bytes.writeUInt16LE(bytes.readUInt16BE(6), 6)
  return bytes
}

/**
 * A GUID as Entra puts it into subjects: .NET's bytes in base64url.
 *
 * @example
 * encodeGuid('499b84ac-1321-427f-aa17-267ca6975798') // 'rISbSSETf0KqFyZ8ppdXmA', as in public tokens of Azure DevOps
 */
export function encodeGuid(guid: Guid): string {
  return dotNetBytes(guid).toString('base64url')
}

/** Makes the lab's ids: each follows from the seed, its kind and the names that it is for, whatever was made before. */
export type MakeGuid = (kind: string, ...names: readonly string[]) => Guid

/** Ids for a seed. They look like random GUIDs (version 4). */
export function guidsFrom(seed: string): MakeGuid {
  return (kind, ...names) => {
    const bytes = createHash('sha256')
      .update(JSON.stringify([seed, kind, ...names]))
      .digest()
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
    return guidOf(bytes)
  }
}
