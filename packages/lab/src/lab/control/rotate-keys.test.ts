import { describe, expect, it } from 'vitest'
import type { Lab } from '../open-lab.ts'
import { testServices } from '../test-services.ts'
import { createControlApp } from './control-app.ts'

describe('the control API', () => {
  it('makes an issuer sign with a new key, with or without an overlap, and knows no other issuer', async () => {
    const services = testServices()
    const app = createControlApp({ lab: { services } as unknown as Lab, admit: async () => ({}) })
    const rotate = async (body: object) => {
      const headers = { 'content-type': 'application/json' }
      const answer = await app.request('/v1/keys/rotate', { method: 'POST', headers, body: JSON.stringify(body) })
      return { status: answer.status, json: (await answer.json()) as { readonly keys: readonly string[] } }
    }
    const { kid } = await services.keys.ado.current()
    const { json } = await rotate({ issuer: 'ado' })
    expect(json.keys).toEqual([(await services.keys.ado.current()).kid, kid])
    expect((await rotate({ issuer: 'ado', overlap: false })).json.keys).toHaveLength(1)
    expect((await rotate({ issuer: 'github' })).status).toBe(400)
  })
})
