/** How the formats of test results write a test, and one that failed. */
const FORMATS: Readonly<Record<string, { readonly test: RegExp; readonly failed: RegExp }>> = {
  junit: { test: /<testcase[\s>/]/g, failed: /<(?:failure|error)[\s>/]/g },
  nunit: { test: /<test-case\s/g, failed: /<test-case\s[^>]*\bresult="(?:Failed|Failure|Error)"/g },
  xunit: { test: /<test\s/g, failed: /<test\s[^>]*\bresult="Fail"/g },
  vstest: { test: /<UnitTestResult\s/g, failed: /<UnitTestResult\s[^>]*\boutcome="(?:Failed|Error|Timeout|Aborted)"/g },
  ctest: { test: /<Test\s+Status=/g, failed: /<Test\s+Status="failed"/g },
}

/** Counts the tests of a result file, and those that failed. */
export function countTests(format: string, text: string): { readonly total: number; readonly failed: number } {
  const { test, failed } = FORMATS[format.toLowerCase()] ?? { test: /$^/g, failed: /$^/g }
  return { total: text.match(test)?.length ?? 0, failed: text.match(failed)?.length ?? 0 }
}
