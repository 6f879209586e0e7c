// What users read in a file: all of a page, and the string literals of a source.
import { stringLiterals } from './string-literals.mjs'

const PAGE = /^(?:[^/]+\.md|(?:docs|examples)\/.*\.md|packages\/[^/]+\/README\.md)$/
const SOURCE = /^packages\/[^/]+\/src\/.*\.ts$/

const excepted = [
  // Quotes the phrases.
  /^docs\/words\.md$/,
  // The emulated services, which answer in the words of the real ones.
  /^packages\/lab\/src\/services\//,
  // Messages of AzureCLI itself, which the task repeats.
  /^packages\/azure-cli\/src\/(?:script|az\/login-plan|az\/login-failure)\.ts$/,
  // Messages of AzureCLI itself, which the task repeats.
  /^packages\/azure-cli\/src\/(?:script|az\/login-plan|az\/login-failure)\.ts$/,
  // The words of the service that the language repeats.
  /^packages\/language\/src\/(?:graph\/graph-words|expression\/service-words|template\/schema-errors|definitions\/standard\/.*)\.ts$/,
  // Patterns that recognise messages of others, and what they are tested on.
  /\.test\.ts$/,
  /^packages\/[^/]+\/src\/(?:.*\/)?test-[^/]*\.ts$/,
]

/** Whether users read something of this file, by its path from the root of the repository. */
export function isRead(file) {
  return (PAGE.test(file) || SOURCE.test(file)) && !excepted.some((pattern) => pattern.test(file))
}

/** The lines that users read, with their numbers. */
export function readTexts(file, content) {
  if (PAGE.test(file)) return content.split('\n').map((text, index) => ({ line: index + 1, text }))
  return stringLiterals(content).flatMap(({ line, text }) =>
    text.split('\n').map((part, index) => ({ line: line + index, text: part })),
  )
}
