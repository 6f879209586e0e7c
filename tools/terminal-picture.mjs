// Draws the README's picture from a real run: `node tools/terminal-picture.mjs` runs the command in a terminal of its own (`script`, util-linux) and writes docs/terminal.svg.
// Spaces are no-break ones: SVG joins others. Part of `npm run docs`; not checked, because the run's times are its own.
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const command = 'mintwell run azure-pipelines.yml --start 2026-04-20T01:10:00Z --runs 3 --every 24h --fault echo -q'
const COLUMNS = 100

const bin = command.replace(/^mintwell/, `${process.execPath} ../../packages/cli/bin/mintwell.mjs`)
const { stdout, status, error } = spawnSync(
  'script',
  ['-qec', `stty cols ${COLUMNS}; ${bin} 2>/dev/null`, '/dev/null'],
  {
    cwd: `${root}examples/nightly`,
    encoding: 'utf8',
    env: { ...process.env, TERM: 'xterm-256color', NO_COLOR: undefined },
  },
)
if (error || (status !== 0 && status !== 1)) {
  console.error(`docs/terminal.svg stays as it is: ${error ? error.message : `the run exited with ${status}`}`)
  process.exit(existsSync(`${root}docs/terminal.svg`) ? 0 : 1)
}

/** Control sequences, and those of colours (ECMA-48, CSI and SGR). */
const ESCAPE = String.fromCharCode(27)
const SEQUENCE = new RegExp(`(${ESCAPE}\\[[0-9;?]*[A-Za-z])`)
const COLOUR = new RegExp(`^${ESCAPE}\\[([0-9;]*)m$`)

const COLOURS = { 31: '#f47067', 32: '#57ab5a', 33: '#c69026', 36: '#39c5cf' }
const escapeXml = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0')

/** A line of terminal output as SVG spans: SGR colours alone; other control sequences are left out. */
function spans(line) {
  let colour
  let bold = false
  let out = ''
  for (const part of line.split(SEQUENCE)) {
    const sgr = COLOUR.exec(part)
    if (sgr) {
      for (const code of sgr[1].split(';').map(Number)) {
        if (code === 0 || code === 39) colour = undefined
        if (code === 0 || code === 22) bold = false
        if (code === 1) bold = true
        if (COLOURS[code]) colour = COLOURS[code]
      }
    } else if (!part.startsWith('\u001b') && part !== '') {
      const style = `${colour ? ` fill="${colour}"` : ''}${bold ? ' font-weight="bold"' : ''}`
      out += `<tspan${style}>${escapeXml(part)}</tspan>`
    }
  }
  return out
}

const shown = stdout.replaceAll('\r', '').split('\u001b[2K').at(-1).trimEnd().split('\n')
const lines = [`\u001b[1m$ ${command}\u001b[0m`, '', ...wrap(shown)]

/** Long lines as a terminal of this width breaks them. */
function wrap(all) {
  return all.flatMap((line) => {
    if (line.includes('\u001b') || line.length <= COLUMNS) return [line]
    const indent = ' '.repeat(line.search(/\S/) + 2)
    const out = []
    let rest = line
    while (rest.length > COLUMNS) {
      const at = rest.lastIndexOf(' ', COLUMNS)
      out.push(rest.slice(0, at))
      rest = indent + rest.slice(at + 1)
    }
    return [...out, rest]
  })
}

const ROW = 19
const height = lines.length * ROW + 52
const width = 960
const text = lines.map((line, index) => `<text x="20" y="${58 + index * ROW}">${spans(line)}</text>`).join('\n')
writeFileSync(
  `${root}docs/terminal.svg`,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">A run of three nights in which the service re-issues a token: the second night fails with AADSTS700024, and mintwell says why.</title>
<rect width="${width}" height="${height}" rx="8" fill="#1c2128"/>
<circle cx="22" cy="20" r="5" fill="#f47067"/><circle cx="40" cy="20" r="5" fill="#c69026"/><circle cx="58" cy="20" r="5" fill="#57ab5a"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" fill="#cdd9e5">
${text}
</g>
</svg>
`,
)
console.log('docs/terminal.svg')
