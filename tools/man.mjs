// The man page, made of the table of verbs and of their help pages.
//
//   node tools/man.mjs | man -l -      # after a build
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { commandWords } from '../packages/cli/dist/completion/command-words.js'
import { verbs } from '../packages/cli/dist/main.js'

/** `mintwell.1` in roff, by the macros of man(7). */
export async function manPage(version) {
  const [top, ...places] = await commandWords(verbs)
  return `${[
    `.TH MINTWELL 1 "" "mintwell ${version}" "User Commands"`,
    '.SH NAME',
    'mintwell \\- freshly minted identity tokens for every pipeline step',
    '.SH SYNOPSIS',
    '.B mintwell',
    '.I COMMAND',
    '[options]',
    '.SH COMMANDS',
    ...top.words.flatMap(({ name, summary }) => ['.TP', `.B ${text(name)}`, text(summary)]),
    ...places.flatMap(({ path, help }) => [
      // Parts come under their verb.
      `${path.length === 1 ? '.SH' : '.SS'} "mintwell ${text(path.join(' '))}"`,
      '.nf',
      ...help.trimEnd().split('\n').map(text),
      '.fi',
    ]),
    '.SH EXIT STATUS',
    '0 done; 1 the pipeline, check or verdict failed; 2 wrong use; 3 the environment is broken; 130 interrupted.',
  ].join('\n')}\n`
}

/** A line of text: no character of it is taken for roff's own. */
function text(line) {
  const escaped = line
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replace(
      /[^\x20-\x7e]/gu,
      (character) => `\\[u${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
    )
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { version } = JSON.parse(readFileSync(new URL('../packages/cli/package.json', import.meta.url), 'utf8'))
  process.stdout.write(await manPage(version))
}
