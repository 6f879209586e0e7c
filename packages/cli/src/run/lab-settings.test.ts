import { defaultSettings } from '@mintwell/lab'
import { describe, expect, it } from 'vitest'
import { labSettings } from './lab-settings.ts'

describe('the settings of the lab', () => {
  it('are the defaults where the file says nothing', () => {
    expect(labSettings({}, undefined)).toEqual({ ...defaultSettings, connections: {} })
  })

  it('are those of the file, lifetimes in whole seconds', () => {
    const file = {
      organization: 'contoso',
      issuer: 'ado' as const,
      idTokenLifetime: 600_499,
      clockSkew: 0,
      connections: { one: { app: 'x', graph: 'write' as const, idTokenLifetime: 1_000 }, two: {} },
    }
    expect(labSettings(file, undefined)).toMatchObject({
      organization: 'contoso',
      issuer: 'ado',
      idTokenLifetimeSeconds: 600,
      clockSkewSeconds: 0,
      connections: { one: { app: 'x', graph: 'write', idTokenLifetimeSeconds: 1 }, two: {} },
    })
    expect(labSettings(file, undefined).connections.two).toEqual({})
  })

  it('are those of the command line over those of the file', () => {
    expect(labSettings({ issuer: 'ado' }, 'entra').issuer).toBe('entra')
  })
})
