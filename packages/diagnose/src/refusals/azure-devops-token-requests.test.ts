import { describe, expect, test } from 'vitest'
import { azureDevOpsMessage, azureDevOpsTokenRefusal, azureDevOpsTokenRefusals } from './azure-devops-token-requests.ts'

describe('What an answer of Azure DevOps without an ID token means', () => {
  test.each([
    [
      400,
      '{"count":9,"value":"There is no explicit reference to service connection X from current stage A.B."}',
      'connection-not-referenced',
    ],
    [403, '{"typeKey":"TaskOrchestrationPlanSecurityException","message":"no"}', 'job-not-running'],
    [401, '{"message":"TF400813: The user \'x\' is not authorized to access this resource."}', 'identity-not-allowed'],
    [401, '', 'job-token-refused'],
    [302, '<html>Object moved</html>', 'job-token-refused'],
    [203, '<!DOCTYPE html>', 'job-token-refused'],
    [400, '{"typeKey":"VssInvalidPreviewVersionException"}', 'api-version'],
    [405, '{"count":1,"value":{"Message":"no"}}', 'method'],
    [404, 'Not Found', 'connection-unknown'],
    [404, '', 'no-token'],
    [429, '', 'throttled'],
    [503, '', 'unavailable'],
    [200, '{}', 'no-token'],
  ])('%i %j is %s.', (status, text, kind) => {
    expect(azureDevOpsTokenRefusal({ status, text }).kind).toBe(kind)
  })

  test('Each kind has one entry, with a meaning and at least one cure.', () => {
    expect(new Set(azureDevOpsTokenRefusals.map(({ kind }) => kind)).size).toBe(10)
    for (const { meaning, cures } of azureDevOpsTokenRefusals) {
      expect(meaning).toMatch(/\.$/)
      expect(cures.length).toBeGreaterThan(0)
    }
  })

  test.each([
    ['{"message":"a"}', 'a'],
    ['{"count":1,"value":"b"}', 'b'],
    ['{"value":{"Message":"c"}}', 'c'],
    ['<html>', 'an HTML page'],
    [' d ', 'd'],
    ['null', 'null'],
  ])('In %j the service says %j.', (text, said) => {
    expect(azureDevOpsMessage(text)).toBe(said)
  })
})
