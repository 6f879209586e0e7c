const object = (properties: Readonly<Record<string, unknown>>) => ({ type: 'object', properties })
const json = (schema: unknown) => ({ 'application/json': { schema } })
const answer = (description: string, schema: unknown = { type: 'object' }) => ({
  '200': { description, content: json(schema) },
})
const text = { type: 'string' }

const clock = object({
  now: { type: 'string', format: 'date-time' },
  offsetSeconds: { type: 'integer', description: 'Lab time minus real time' },
  kind: { enum: ['lab', 'real'] },
  waiting: { type: 'integer', description: 'How many processes wait on the clock' },
})
const faults = object({ on: { type: 'array', items: object({ name: text, values: { type: 'object' } }) } })
const keys = object({ keys: { type: 'array', items: text } })
const body = (properties: Readonly<Record<string, unknown>>) => ({ required: true, content: json(object(properties)) })

/** The control API, as OpenAPI 3.1: served at `/v1/openapi.json`, and written into the documentation. */
export const openApiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'Mintwell lab',
    version: '1',
    description: 'Controls a lab on this machine. Loopback only; every request carries `Authorization: Bearer SECRET`.',
  },
  security: [{ secret: [] }],
  components: { securitySchemes: { secret: { type: 'http', scheme: 'bearer' } } },
  paths: {
    '/v1/openapi.json': { get: { summary: 'This document', responses: answer('The document') } },
    '/v1/status': {
      get: {
        summary: 'What listens where, the clock, the faults, the connections, and what happened last',
        responses: answer('The state of the lab'),
      },
    },
    '/v1/clock': {
      get: { summary: 'The clock', responses: answer('The clock', clock) },
      put: {
        summary: 'Set the clock',
        requestBody: body({ now: { type: 'string', format: 'date-time' } }),
        responses: answer('The clock', clock),
      },
    },
    '/v1/clock/advance': {
      post: {
        summary: 'Move the clock',
        requestBody: body({ by: { type: 'string', examples: ['24h'] } }),
        responses: answer('The clock', clock),
      },
    },
    '/v1/clock/resume': {
      post: { summary: 'Put the clock back to the real time', responses: answer('The clock', clock) },
    },
    '/v1/faults': {
      get: { summary: 'The faults that are on, and all that there are', responses: answer('The faults', faults) },
      put: {
        summary: 'Switch a fault on',
        requestBody: body({ fault: { type: 'string', examples: ['late-bound:age=20h,lifetime=24h'] } }),
        responses: answer('The faults that are on', faults),
      },
    },
    '/v1/faults/{name}': {
      delete: {
        summary: 'Switch a fault off',
        parameters: [{ name: 'name', in: 'path', required: true, schema: text }],
        responses: answer('The faults that are on', faults),
      },
    },
    '/v1/keys/rotate': {
      post: {
        summary: 'Make an issuer sign with a new key',
        requestBody: body({
          issuer: { enum: ['entra', 'ado'] },
          overlap: { type: 'boolean', default: true, description: 'Whether the former keys stay published' },
        }),
        responses: answer('The ids of the keys that it publishes now, the one that it signs with first', keys),
      },
    },
    '/v1/shutdown': { post: { summary: 'Stop the lab, if it runs on its own (lab up)', responses: answer('Nothing') } },
    '/v1/admissions': {
      post: {
        summary: 'Admit a command: the environment variables with which its programs use the lab',
        requestBody: body({
          connection: { type: 'string', description: 'A service connection; created when it does not exist' },
        }),
        responses: answer('The environment', object({ environment: { type: 'object', additionalProperties: text } })),
      },
    },
  },
} as const
