import { describe, expect, it } from 'vitest'
import { runVerb } from './command.ts'
import { type Io, UsageError, type Verb } from './verb.ts'

const verb: Verb = {
  name: 'sing',
  usage: 'mintwell sing [--loud]',
  help: 'Sings.\n',
  run: async ([word]) => {
    if (word === '--wrong') throw new UsageError('it cannot sing so.')
    return 0
  },
}
const verbs = { sing: { summary: 'Sing', load: async () => verb } }

async function call(...argv: readonly string[]) {
  const said = { out: '', err: '' }
  const io = {
    stdout: { write: (text: string) => (said.out += text) },
    stderr: { write: (text: string) => (said.err += text) },
    env: {},
  } as unknown as Io
  return { code: await runVerb(verbs, argv, io), ...said }
}

describe('the command', () => {
  it('shows all verbs when it is asked for help, and as wrong use when nothing is asked', async () => {
    expect(await call('--help')).toMatchObject({ code: 0, out: expect.stringContaining('sing  Sing') })
    expect(await call('help')).toMatchObject({ code: 0, out: expect.stringContaining('sing  Sing') })
    expect(await call()).toMatchObject({ code: 2, out: expect.stringContaining('sing  Sing') })
  })

  it.each([[['sing', '--help']], [['sing', '-h']], [['help', 'sing']]])(
    'shows the page of a verb for %j',
    async (argv) => {
      expect(await call(...argv)).toEqual({ code: 0, out: 'Sings.\n', err: '' })
    },
  )

  it('says what was wrong, with the usage, and names the commands where there is none of that name', async () => {
    expect(await call('sing', '--wrong')).toEqual({
      code: 2,
      out: '',
      err: 'mintwell sing: it cannot sing so.\nUsage: mintwell sing [--loud]\n',
    })
    expect(await call('snig')).toMatchObject({
      code: 2,
      err: "mintwell: unknown command 'snig'. Did you mean 'sing'?\n",
    })
    for (const argv of [['dance'], ['help', 'dance']])
      expect(await call(...argv)).toMatchObject({
        code: 2,
        err: expect.stringContaining("unknown command 'dance'. Commands: sing"),
      })
  })

  it.each([
    ['--versoin', "mintwell: unknown option '--versoin'. Did you mean '--version'?\n"],
    ['--json', "mintwell: unknown option '--json'. Options of a command follow it: mintwell COMMAND [options].\n"],
  ])('says of the option %s before any command that it is unknown, and what is near', async (option, err) => {
    expect(await call(option, 'sing')).toEqual({ code: 2, out: '', err })
  })
})
