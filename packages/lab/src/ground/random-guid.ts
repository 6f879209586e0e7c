import { type Guid, guidOf } from './guid.ts'
import type { ByteSource } from './random.ts'

/** A GUID of version 4 (RFC 9562), as Entra and Azure give to objects that are created while the lab runs. */
export function randomGuid(random: ByteSource): Guid {
  const bytes = random.bytes(16)
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  return guidOf(bytes)
}
