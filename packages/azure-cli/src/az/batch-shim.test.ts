import { describe, expect, it } from 'vitest'
import { batchShim } from './batch-shim.ts'
import type { LoginPlan } from './login-plan.ts'

const plan: LoginPlan = {
  credential: { kind: 'federation' },
  before: [['cloud', 'set', '-n', 'AzureCloud']],
  login: ['login', '-u', 'app', '--federated-token', '@-'],
  after: [['account', 'set', '--subscription', 'a b']],
}
const text = batchShim({ az: 'C:\\Program Files\\az.cmd', stateDirectory: 'D:\\a\\_temp\\50%\\s', plan })
const lines = text.split('\r\n')

// cmd.exe is not here: these hold the text to what it needs.
describe('the az of a step for cmd.exe', () => {
  it('has lines that end as batch files must, and quotes what has spaces and percent signs', () => {
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(lines).toContain('set "MINTWELL_STATE=D:\\a\\_temp\\50%%\\s"')
    expect(
      lines.some((line) => line.includes('call "C:\\Program Files\\az.cmd" account set --subscription "a b"')),
    ).toBe(true)
  })

  it('gives the login its assertion from the file, and none as an argument', () => {
    const login = lines.filter((line) => line.includes('az.cmd" login '))
    expect(login).toHaveLength(2)
    expect(
      login.every((line) => line.includes('--federated-token @- --output none >nul <"%MINTWELL_STATE%\\id-token"')),
    ).toBe(true)
  })

  it('logs in under the lock, and anew without setting cloud and subscription again', () => {
    const at = (line: string) => lines.indexOf(line)
    const again = lines.slice(at(':again'), at(':done'))
    expect(again.join('\n')).toMatch(/ login /)
    expect(again.join('\n')).not.toMatch(/account set|cloud set/)
    expect(lines.findIndex((line) => line.startsWith('mkdir'))).toBeLessThan(at(':login'))
    for (const label of ['look', 'login', 'again', 'done', 'failed', 'run']) expect(lines).toContain(`:${label}`)
  })

  it('jumps to labels that it has', () => {
    const wanted = [...text.matchAll(/goto (\w+)/g)].map(([, label]) => `:${label}`)
    for (const label of wanted) expect(lines).toContain(label)
  })
})
