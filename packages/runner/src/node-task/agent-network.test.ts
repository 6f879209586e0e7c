import { describe, expect, it } from 'vitest'
import { agentNetwork } from './agent-network.ts'

const environment = {
  HTTPS_PROXY: 'http://step1:p%40ss@127.0.0.1:4321',
  NODE_EXTRA_CA_CERTS: '/lab/ca.pem',
}
const bypass = (): RegExp[] =>
  (JSON.parse(agentNetwork(environment)['Agent.ProxyBypassList'] ?? '') as string[]).map(
    (text) => new RegExp(text, 'i'),
  )
const bypassed = (address: string) => bypass().some((pattern) => pattern.test(address))

describe('agentNetwork', () => {
  it('says in the agent’s variables where the proxy is, who passes it, and whom to trust', () => {
    expect(agentNetwork(environment)).toMatchObject({
      'Agent.ProxyUrl': 'http://127.0.0.1:4321',
      'Agent.ProxyUsername': 'step1:p@ss',
      'Agent.CAInfo': '/lab/ca.pem',
    })
  })

  it('has no password of its own, which azure-devops-node-api could not read', () => {
    expect(agentNetwork(environment)).not.toHaveProperty(['Agent.ProxyPassword'])
  })

  it('says nothing of a proxy where there is none', () => {
    expect(agentNetwork({})).toEqual({})
    expect(agentNetwork({ HTTPS_PROXY: 'none' })).toEqual({})
    expect(agentNetwork({ HTTPS_PROXY: 'http://127.0.0.1:1' })).not.toHaveProperty(['Agent.ProxyUsername'])
  })

  it.each([
    'https://localhost:43210/lab/_apis/distributedtask',
    'http://127.0.0.1:10000/devstoreaccount1',
    'https://LOCALHOST/',
    'https://[::1]:8080/',
    'localhost:43210',
    'localhost',
  ])('lets %s pass by the proxy', (address) => {
    expect(bypassed(address)).toBe(true)
  })

  it.each([
    'https://login.microsoftonline.com/tenant/oauth2/v2.0/token',
    'https://login.microsoftonline.com/authorize?redirect_uri=http://localhost/',
    'https://localhost.example.com/',
    'https://127.0.0.100.example/',
    'login.microsoftonline.com',
  ])('leads %s through it', (address) => {
    expect(bypassed(address)).toBe(false)
  })
})
