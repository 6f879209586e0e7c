import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { SavedAnswers } from '@mintwell/devops'
import { UsageError } from '../verb.ts'

/** How many files are read, and how long a file may be, in bytes. Choices: an organization of 300 connections saves under 2,000 files of some kilobytes. */
const MOST_FILES = 50_000
const LONGEST_FILE = 67_108_864

/** Saved answers, and the files that were of no use, with the reason. */
export interface ReadAnswers {
  readonly answers: SavedAnswers
  readonly files: number
  readonly unusable: readonly { readonly file: string; readonly reason: string }[]
}

/**
 * Reads a folder of saved answers: every `.json` in it and below, under whatever name.
 *
 * @throws UsageError where there is no such folder, or nothing in it that an audit reads
 */
export function readSaved(folder: string): ReadAnswers {
  const answers = new SavedAnswers()
  const unusable: { file: string; reason: string }[] = []
  const files = jsonFiles(folder)
  for (const file of files) {
    const reason = addFile(answers, file)
    if (reason !== undefined) unusable.push({ file, reason })
  }
  if (files.length === unusable.length)
    throw new UsageError(`--from: ${folder} holds no answer of Azure DevOps that an audit reads.`)
  return { answers, files: files.length, unusable }
}

function addFile(answers: SavedAnswers, file: string): string | undefined {
  try {
    if (statSync(file).size > LONGEST_FILE) return `more than ${LONGEST_FILE} bytes`
    const document: unknown = JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''))
    return answers.add(document) || isState(document) ? undefined : 'nothing that an audit reads'
  } catch (error) {
    return error instanceof SyntaxError ? 'not JSON' : `cannot be read (${(error as NodeJS.ErrnoException).code})`
  }
}

/** What an audit wrote of itself. */
function isState(document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'startedAt' in document && 'complete' in document
}

function jsonFiles(folder: string): readonly string[] {
  let names: readonly string[]
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  } catch (error) {
    throw new UsageError(
      `--from: ${folder} is not a folder that can be read (${(error as NodeJS.ErrnoException).code}).`,
    )
  }
  return names
    .filter((name) => /\.json$/i.test(name))
    .sort()
    .slice(0, MOST_FILES)
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
}
