/** What SARIF 2.1.0 (OASIS, appendix "JSON schema"), GitHub's code scanning and Advanced Security for Azure DevOps demand of what we write. */
const text = { type: 'string', minLength: 1 } as const
const message = { type: 'object', required: ['text'], properties: { text, markdown: text } } as const
const position = { type: 'integer', minimum: 1 } as const

const location = {
  type: 'object',
  required: ['physicalLocation'],
  properties: {
    message,
    physicalLocation: {
      type: 'object',
      required: ['artifactLocation', 'region'],
      additionalProperties: false,
      properties: {
        artifactLocation: {
          type: 'object',
          required: ['uri', 'uriBaseId'],
          additionalProperties: false,
          properties: { uri: { ...text, pattern: '^[^\\\\]+$' }, uriBaseId: text },
        },
        region: {
          type: 'object',
          required: ['startLine', 'startColumn'],
          additionalProperties: false,
          properties: { startLine: position, startColumn: position, endLine: position, endColumn: position },
        },
      },
    },
  },
} as const

const level = { enum: ['none', 'note', 'warning', 'error'] } as const

const rule = {
  type: 'object',
  required: ['id', 'name', 'shortDescription', 'fullDescription', 'help', 'helpUri', 'defaultConfiguration'],
  additionalProperties: false,
  properties: {
    id: text,
    name: text,
    shortDescription: message,
    fullDescription: message,
    help: message,
    helpUri: { ...text, format: 'uri' },
    defaultConfiguration: { type: 'object', required: ['level'], properties: { level } },
    properties: {
      type: 'object',
      properties: {
        tags: { type: 'array', items: text, maxItems: 10, uniqueItems: true },
        precision: { enum: ['very-high', 'high', 'medium', 'low'] },
      },
    },
  },
} as const

const result = {
  type: 'object',
  required: ['ruleId', 'ruleIndex', 'level', 'message', 'locations', 'partialFingerprints'],
  additionalProperties: false,
  properties: {
    ruleId: text,
    ruleIndex: { type: 'integer', minimum: 0 },
    level,
    message,
    locations: { type: 'array', items: location, minItems: 1 },
    relatedLocations: { type: 'array', items: location },
    partialFingerprints: { type: 'object', minProperties: 1, additionalProperties: text },
  },
} as const

export const sarifSchema = {
  type: 'object',
  required: ['$schema', 'version', 'runs'],
  additionalProperties: false,
  properties: {
    $schema: { type: 'string', format: 'uri' },
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: {
        type: 'object',
        required: ['tool', 'results'],
        additionalProperties: false,
        properties: {
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          results: { type: 'array', items: result, maxItems: 5000 },
          tool: {
            type: 'object',
            required: ['driver'],
            properties: {
              driver: {
                type: 'object',
                required: ['name', 'semanticVersion', 'rules'],
                additionalProperties: false,
                properties: {
                  name: text,
                  informationUri: { ...text, format: 'uri' },
                  semanticVersion: { ...text, pattern: '^\\d+\\.\\d+\\.\\d+' },
                  rules: { type: 'array', items: rule, minItems: 1 },
                },
              },
            },
          },
        },
      },
    },
  },
} as const
