/** Tells where in a stream of bytes any of many short texts ends. */
export interface ClueScanner {
  /** Reads the next bytes of the stream; a clue that a chunk boundary cuts is found too. `offset` is where they begin in the stream. */
  readonly scan: (bytes: Uint8Array, offset: number, found: (clue: number, end: number) => void) => void
}

/** A state's row in the table: as many columns as there may be different characters in the clues. */
const COLUMNS = 64
const COLUMN_BITS = 6
/** The bit of a table entry that says that a clue ends in the state; the others are the state's number. */
const ENDS = 0x8000
/** The letters of logs, the most frequent first: their columns share a line of the processor's cache. */
const FREQUENT = ' etaoinsrlcdpum0123-:./456789fghbykvwx"'

/**
 * Looks for all clues at once, in one pass (Aho and Corasick, "Efficient string matching", 1975): one table look-up a byte, whatever the number of clues, so that a log
 * is read about as fast as the disk gives it. Upper and lower case are the same.
 *
 * @param clues ASCII; of at most 63 different characters, case not counted
 */
export function clueScanner(clues: readonly string[]): ClueScanner {
  return scannerOf(clueTable(clues))
}

/** What a scanner goes by: made once, for as many streams as there are. */
export interface ClueTable {
  readonly columns: Uint8Array
  readonly table: Uint16Array
  readonly ends: readonly (readonly number[])[]
}

/** Makes the table of some clues, which takes some milliseconds; limits as for {@link clueScanner}. */
export function clueTable(clues: readonly string[]): ClueTable {
  const columns = columnsOf(clues)
  return { columns, ...tableOf(trieOf(clues, columns)) }
}

/** A scanner for one stream. */
export function scannerOf({ columns, table, ends }: ClueTable): ClueScanner {
  let state = 0
  return {
    scan(bytes, offset, found) {
      let current = state
      for (let index = 0; index < bytes.length; index += 1) {
        const entry = table[(current << COLUMN_BITS) | (columns[bytes[index] as number] as number)] as number
        current = entry
        if (entry >= ENDS) {
          current = entry & ~ENDS
          for (const clue of ends[current] as readonly number[]) found(clue, offset + index + 1)
        }
      }
      state = current
    },
  }
}

/** The column of each byte; 0 for those that no clue has. */
function columnsOf(clues: readonly string[]): Uint8Array {
  const used = new Set(clues.join('').toLowerCase())
  const ordered = [...new Set([...FREQUENT, ...used])].filter((character) => used.has(character))
  if (ordered.length >= COLUMNS)
    throw new RangeError(`the clues have ${ordered.length} different characters, and there are ${COLUMNS - 1} columns`)
  const columns = new Uint8Array(256)
  for (const [index, character] of ordered.entries()) {
    if (character.charCodeAt(0) > 127) throw new RangeError(`clue with a character that is not ASCII: ${character}`)
    columns[character.charCodeAt(0)] = index + 1
    columns[character.toUpperCase().charCodeAt(0)] = index + 1
  }
  return columns
}

/** A prefix of some clues. */
interface Node {
  readonly children: Map<number, Node>
  /** The clues that end here, those that are shorter included. */
  readonly ends: number[]
  /** The longest shorter prefix that ends as this one does. */
  fallback: Node
  number: number
}

function trieOf(clues: readonly string[], columns: Uint8Array): Node {
  const root = nodeOf()
  for (const [clue, text] of clues.entries()) {
    let node = root
    for (const byte of new TextEncoder().encode(text)) {
      const column = columns[byte] as number
      const next: Node = node.children.get(column) ?? nodeOf(root)
      node.children.set(column, next)
      node = next
    }
    node.ends.push(clue)
  }
  return root
}

function nodeOf(root?: Node): Node {
  const node = { children: new Map(), ends: [], number: 0 } as unknown as Node
  node.fallback = root ?? node
  return node
}

/** Numbers the nodes, shortest first, and fills their rows: what a row falls back to is filled before it, and the rows that are needed most are beside each other. */
function tableOf(root: Node) {
  const nodes = [root]
  for (let head = 0; head < nodes.length; head += 1) {
    const node = nodes[head] as Node
    node.number = head
    for (const child of node.children.values()) nodes.push(child)
  }
  if (nodes.length >= ENDS)
    throw new RangeError(`the clues have ${nodes.length} prefixes, and there is room for ${ENDS - 1}`)
  const table = new Uint16Array(nodes.length * COLUMNS)
  for (const node of nodes) fillRow(table, node, root)
  for (let index = 0; index < table.length; index += 1) {
    const state = table[index] as number
    if ((nodes[state] as Node).ends.length > 0) table[index] = state | ENDS
  }
  return { table, ends: nodes.map(({ ends }) => ends as readonly number[]) }
}

function fillRow(table: Uint16Array, node: Node, root: Node): void {
  const row = node.number * COLUMNS
  const back = node.fallback.number * COLUMNS
  if (node !== root) table.copyWithin(row, back, back + COLUMNS)
  for (const [column, child] of node.children) {
    child.fallback = node === root ? root : fallbackOf(node.fallback, column, root)
    child.ends.push(...child.fallback.ends)
    table[row + column] = child.number
  }
}

function fallbackOf(from: Node, column: number, root: Node): Node {
  let node = from
  while (node !== root && !node.children.has(column)) node = node.fallback
  return node.children.get(column) ?? root
}
