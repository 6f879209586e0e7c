import { listOf, mapping, type Shape, words } from './shape.ts'

/** `trigger`, `pr` and `schedules` (learn.microsoft.com, YAML schema: trigger, pr, schedules). Expressions fill in their values; directives do not work in them (measured). */
export const triggerShapes: Readonly<Record<string, Shape>> = {
  trigger: {
    scalar: { kind: 'words', words: ['none'] },
    sequence: { items: 'text' },
    mappings: [{ properties: { batch: 'boolean', branches: 'filters', paths: 'filters', tags: 'filters' } }],
    expressions: 'values',
  },
  pr: {
    scalar: { kind: 'words', words: ['none'] },
    sequence: { items: 'text' },
    mappings: [{ properties: { autoCancel: 'boolean', branches: 'filters', paths: 'filters', drafts: 'boolean' } }],
    expressions: 'values',
  },
  filters: {
    sequence: { items: 'text' },
    mappings: [{ properties: { include: 'textList', exclude: 'textList' } }],
  },
  textList: listOf('text'),
  schedules: { sequence: { items: 'schedule' }, expressions: 'values' },
  schedule: {
    mappings: [
      {
        first: 'cron',
        properties: { cron: 'nonEmpty', displayName: 'text', branches: 'filters', batch: 'boolean', always: 'boolean' },
      },
    ],
  },
  lockBehavior: words('sequential', 'runLatest'),
  stageTrigger: words('manual', 'automatic'),
  resourceTrigger: {
    scalar: { kind: 'words', words: ['none', 'true', 'True', 'TRUE', 'false'] },
    sequence: { items: 'text' },
    mappings: [
      {
        properties: {
          enabled: 'boolean',
          branches: 'filters',
          stages: 'textList',
          tags: 'filters',
          paths: 'filters',
          batch: 'boolean',
        },
      },
    ],
  },
  webhookFilter: mapping({ path: 'text', value: 'text' }),
  webhookFilters: listOf('webhookFilter'),
}
