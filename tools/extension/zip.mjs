// Reads the zip that tfx-cli made, and writes one whose bytes depend on nothing but its content: entries in order, one fixed time, no extra fields, stored and not
// deflated, because compressors differ between versions of Node and between machines (PKWARE APPNOTE 6.3.10).
import { inflateRawSync, crc32 as nodeCrc32 } from 'node:zlib'

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
/** 1980-01-01 00:00, the first moment that a zip can express. */
const DOS_DATE = 0x0021
const UTF8_NAMES = 0x0800

/** The files of a zip, by name; folders are left out. */
export function readZip(bytes) {
  const files = new Map()
  let end = bytes.length - 22
  while (end >= 0 && bytes.readUInt32LE(end) !== END) end -= 1
  if (end < 0) throw new Error('this is no zip: its directory is missing')
  const count = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  for (let n = 0; n < count; n++) {
    if (bytes.readUInt32LE(at) !== CENTRAL) throw new Error('the directory of the zip is broken')
    const method = bytes.readUInt16LE(at + 10)
    const size = bytes.readUInt32LE(at + 20)
    const nameLength = bytes.readUInt16LE(at + 28)
    const local = bytes.readUInt32LE(at + 42)
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const content = bytes.subarray(begin, begin + size)
    if (method !== 0 && method !== 8) throw new Error(`${name}: the compression method ${method} is not known`)
    if (!name.endsWith('/')) files.set(name, method === 8 ? inflateRawSync(content) : Buffer.from(content))
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return files
}

/** A zip of these files. `[Content_Types].xml` and the manifest come first, as the marketplace's own packages have them. */
export function writeZip(files) {
  const first = ['[Content_Types].xml', 'extension.vsixmanifest', 'extension.vsomanifest']
  const rank = (name) => (first.includes(name) ? first.indexOf(name) : first.length)
  const names = [...files.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  const parts = []
  const directory = []
  let offset = 0
  for (const name of names) {
    const content = files.get(name)
    const encoded = Buffer.from(name, 'utf8')
    const fixed = Buffer.alloc(26)
    fixed.writeUInt16LE(20, 0) // version needed
    fixed.writeUInt16LE(UTF8_NAMES, 2)
    fixed.writeUInt16LE(DOS_DATE, 8)
    fixed.writeUInt32LE(crc32(content), 10)
    fixed.writeUInt32LE(content.length, 14)
    fixed.writeUInt32LE(content.length, 18)
    fixed.writeUInt16LE(encoded.length, 22)
    parts.push(signature(LOCAL), fixed, encoded, content)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(signature(CENTRAL), Buffer.from([20, 0]), fixed, tail, encoded)
    offset += 30 + encoded.length + content.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(names.length, 4)
  end.writeUInt16LE(names.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, central, signature(END), end])
}

function signature(value) {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32LE(value)
  return buffer
}

/** Node has it from 20.15 and 22.2 on. */
function crc32(content) {
  return nodeCrc32(content)
}
