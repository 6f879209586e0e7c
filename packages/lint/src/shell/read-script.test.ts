import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allCommands } from '../subject/trace-token.ts'
import { readScript } from './read-script.ts'
import type { Dialect } from './shell-command.ts'

/** The commands of a script as `program(words)`, those in substitutions too. */
function read(script: string, dialect: Dialect): readonly string[] {
  return allCommands(readScript(script, dialect)).map(
    ({ program, words, assignments }) =>
      `${program}(${[...words.slice(1).map(({ text }) => text), ...assignments.map(({ name, kind, value }) => `${name}:${kind}=${value.text}`)].join('|')})`,
  )
}

function variables(script: string, dialect: Dialect): readonly string[] {
  return allCommands(readScript(script, dialect)).flatMap(({ words, assignments, redirects, input }) =>
    [
      ...words,
      ...assignments.map(({ value }) => value),
      ...redirects.map(({ target }) => target),
      ...(input ? [input] : []),
    ].flatMap((word) => word.variables.map(({ name, kind }) => `${kind} ${name}`)),
  )
}

describe('a script', () => {
  it.each<[string, Dialect, readonly string[]]>([
    ['a "b c" \'d e\' f\\ g', 'posix', ['a(b c|d e|f g)']],
    ['a; b && c || d | e & f', 'posix', ['a()', 'b()', 'c()', 'd()', 'e()', 'f()']],
    ['a \\\n  b # c\nd', 'posix', ['a(b)', 'd()']],
    ['A=1 B="2" /usr/bin/x.exe y', 'posix', ['x(y|A:environment=1|B:environment=2)']],
    ['A=1\nexport B=2 C=3\nlocal D=4', 'posix', ['(A:shell=1)', '(B:environment=2|C:environment=3)', '(D:shell=4)']],
    ['sudo -E env X=1 time x y', 'posix', ['x(y|X:environment=1)']],
    ['if [ -n "$a" ]; then b; else c; fi', 'posix', ['[(-n|$a|])', 'b()', 'c()']],
    ['x=$(a "$(b c)" | d) e', 'posix', ['e(x:environment=$(a "$(b c)" | d))', 'a($(b c))', 'b(c)', 'd()']],
    ['a `b c`', 'posix', ['a(`b c`)', 'b(c)']],
    ['a <(b) > f 2>&1', 'posix', ['a(<(b))', 'b()']],
    ['cat <<END\na b\nEND\nc', 'posix', ['cat()', 'c()']],
    ['a \'it\'\'s\' "say ""hi""" `\n  b # c', 'powershell', ["a(it''s|say hi|b)"]],
    ['$x = a b\n$env:Y = "z"', 'powershell', ['(x:shell=a b)', 'a(b)', '(Y:environment=z)']],
    ['if ($x) { a b } else { c }', 'powershell', ['$x()', 'a(b)', 'c()']],
    ['<# a\nb #> c @{ d = $e }', 'powershell', ['c(@{ d = $e })']],
    ['$x = @"\na "b" $c\n"@\nd', 'powershell', ['(x:shell=a "b" $c)', 'd()']],
    ['& "C:\\a b\\c.exe" d', 'powershell', ['c(d)']],
    ['@echo off\nrem a b\n:: c\na b ^\n c & d', 'batch', ['echo(off)', 'a(b|c)', 'd()']],
    ['set "A=b c"\nset D=e\ncall f.cmd g', 'batch', ['(A:environment=b c)', '(D:environment=e)', 'f(g)']],
  ])('is read into its commands: %j in %s', (script, dialect, commands) => {
    expect(read(script, dialect)).toEqual(commands)
  })

  it.each<[string, Dialect, readonly string[]]>([
    [`a $b \${c:-d} "$e" '$f' \\$g $(h)`, 'posix', ['shell b', 'shell c', 'shell e', 'macro h']],
    ["cat <<E\n$a\nE\ncat <<'E'\n$b\nE", 'posix', ['shell a']],
    ['a > $b <<< $c', 'posix', ['shell b', 'shell c']],
    [`a $b $env:c \${env:d} "$e $($f.g)" '$h'`, 'powershell', ['shell b', 'shell c', 'shell d', 'shell e', 'shell f']],
    ['a %b% "%c%" !d! %%e %1', 'batch', ['shell b', 'shell c', 'shell d']],
    ["a '$(b)'", 'posix', ['macro b']],
  ])('is read with its variables: %j in %s', (script, dialect, names) => {
    expect(variables(script, dialect)).toEqual(names)
  })

  it('is read to its end, whatever it is, and each command has its place in it', () => {
    const pieces = [
      '$a',
      '"',
      "'",
      '`',
      '$(',
      '${',
      '}',
      ')',
      '(',
      '{',
      '<<E\n',
      'E\n',
      '\n',
      ';',
      '|',
      '&&',
      'x ',
      '@"\n',
      '\n"@',
      '@{',
      '<#',
      '#>',
      '# ',
      '%a%',
      '^',
      '\\',
      '>f',
      'A=',
      '\r\n',
      '\u0000',
      '😀',
    ]
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 40 }),
        fc.constantFrom<Dialect>('posix', 'powershell', 'batch'),
        (chosen, dialect) => {
          const script = chosen.join('')
          for (const { start, end } of allCommands(readScript(script, dialect)))
            expect(0 <= start && start <= end && end <= script.length).toBe(true)
        },
      ),
    )
  })
})
