import { Masker } from '@mintwell/runner'
import { describe, expect, it } from 'vitest'
import { addLatin1, MaskedOutput } from './command-output.ts'

function reader(agent: { readonly azurePipelines?: boolean; readonly githubActions?: boolean } = {}) {
  const masker = new Masker()
  addLatin1(masker, 'the-job-token')
  const shown: Buffer[] = []
  const output = new MaskedOutput(masker, {
    agent: { azurePipelines: false, githubActions: false, ...agent },
    write: (bytes) => void shown.push(Buffer.from(bytes)),
  })
  return { output, shown: () => Buffer.concat(shown) }
}

function read(text: string, agent = {}): string {
  const { output, shown } = reader(agent)
  for (const byte of Buffer.from(text)) output.push(Uint8Array.of(byte))
  output.end()
  return shown().toString('utf8')
}

describe('the output of a command in the lab', () => {
  it('hides what the command registers as a secret, and the command that registers it', () => {
    expect(read('a s3cr3t-thing\n##vso[task.setsecret]s3cr3t-thing\nb s3cr3t-thing\n')).toBe('a s3cr3t-thing\nb ***\n')
    expect(read('##vso[task.setvariable variable=x;issecret=true]größe-1\nit is größe-1.\n')).toBe(
      '**vso[task.setvariable variable=x;issecret=true]***\nit is ***.\n',
    )
    expect(read('the-job-token, dGhlLWpvYi10b2tlbg==\n')).toBe('***, ***\n')
  })

  it('shows no command to an agent that is not there, and leaves those of one that is', () => {
    expect(read('##vso[task.complete result=Failed]no\n')).toBe('**vso[task.complete result=Failed]no\n')
    const command = '##vso[task.setsecret]abcdef-1\n'
    expect(read(`${command}abcdef-1\n`, { azurePipelines: true })).toBe(`${command}***\n`)
    expect(read('::add-mask::the-job-token\n', { githubActions: true })).toBe('::add-mask::the-job-token\n')
  })

  it('comes through byte for byte where it is no text, with or without an end of its last line', () => {
    const { output, shown } = reader()
    const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => (at * 7_919 + (at >> 8)) % 251))
    for (let at = 0; at < bytes.length; at += 65_536) output.push(bytes.subarray(at, at + 65_536))
    output.end()
    expect(shown().equals(bytes)).toBe(true)
    expect(read('no end')).toBe('no end')
    expect(read('\r\n\r\n')).toBe('\r\n\r\n')
  })
})
