import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { LintFix } from '@mintwell/lint'
import type { DiagnosticFormat } from '../diagnostics/format-diagnostics.ts'
import { sayNoPipeline } from '../pipeline-files/find-pipelines.ts'
import { SettingsError } from '../run/settings.ts'
import { say } from '../say.ts'
import { type Io, UsageError } from '../verb.ts'
import { replaceFile } from '../write-file.ts'
import { applyFixes } from './apply-fixes.ts'
import { findLintFiles } from './find-lint-files.ts'
import { type LintedFile, type LintInputs, type LintText, PipelineLinter, standardInputFile } from './lint-pipeline.ts'
import { LintReport } from './lint-report.ts'
import { isIgnoredFile, LintSettings, withSeverity } from './lint-settings.ts'
import { showFinding } from './shown-finding.ts'

/** What a run is to do. */
export interface LintRunOptions {
  readonly format: DiagnosticFormat
  readonly fix: 'none' | 'safe' | 'all'
  readonly inputs: LintInputs
}

/** So often a file is fixed again, where one fix made room for another. */
const MOST_ROUNDS = 5
/** As much is read of a pipeline on standard input, in bytes. */
const MOST_INPUT = 4 * 1024 * 1024

/** Judges files and writes what it found. */
export class LintRun {
  readonly #io: Io
  readonly #options: LintRunOptions
  readonly #linter: PipelineLinter
  readonly #settings: LintSettings
  readonly #report: LintReport
  readonly #seen = new Set<string>()
  /** Full paths with the names that they are shown by. */
  readonly #names = new Map<string, string>()
  /** Files that were judged, by themselves or through a pipeline that uses them. */
  readonly #used = new Set<string>()
  #unreadable = 0
  #fixed = 0

  constructor(io: Io, options: LintRunOptions) {
    this.#io = io
    this.#options = options
    this.#linter = new PipelineLinter(options.inputs)
    this.#settings = new LintSettings(io.signal)
    this.#report = new LintReport(options.format, (text) => void io.stdout.write(text))
  }

  /**
   * Judges the files of paths; gives the exit code.
   *
   * @throws UsageError where there is nothing to check
   */
  async lint(paths: readonly string[]): Promise<number> {
    const { cwd, stderr } = this.#io
    if (paths.includes('-')) await this.#standardInput()
    const named = paths.filter((path) => path !== '-')
    for (const { name, file, kind, text } of findLintFiles(named, cwd, (each) => this.#used.has(each))) {
      this.#io.signal.throwIfAborted()
      this.#names.set(file, name)
      await this.#judge(name, { text, file, kind })
    }
    if (this.#used.size === 0) throw new UsageError(sayNoPipeline(paths))
    this.#report.end()
    if (this.#options.format === 'text') say(stderr, this.#report.summary(this.#used.size, this.#fixed))
    return this.#report.count === 0 && this.#unreadable === 0 ? 0 : 1
  }

  async #standardInput(): Promise<void> {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of this.#io.stdin) {
      chunks.push(Buffer.from(chunk))
      size += Buffer.byteLength(chunk)
      if (size > MOST_INPUT) throw new UsageError(`standard input has more than ${MOST_INPUT} bytes.`)
    }
    if (this.#options.fix !== 'none') throw new UsageError('what comes on standard input cannot be fixed: name a file.')
    const file = standardInputFile(this.#io.cwd)
    this.#names.set(file, '-')
    await this.#judge('-', { text: Buffer.concat(chunks).toString('utf8'), file, kind: 'pipeline' })
  }

  async #judge(name: string, first: LintText): Promise<void> {
    let settings: Awaited<ReturnType<LintSettings['of']>>
    try {
      settings = await this.#settings.of(dirname(first.file))
    } catch (error) {
      if (error instanceof SettingsError) throw new UsageError(error.message, { cause: error })
      throw error
    }
    this.#used.add(first.file)
    if (isIgnoredFile(first.file, settings)) return
    let linted = this.#linter.lint(first, settings)
    for (let round = 0; this.#options.fix !== 'none' && round < MOST_ROUNDS; round += 1) {
      if (!this.#fix(linted)) break
      linted = this.#linter.lint({ ...first, text: readFileSync(first.file, 'utf8') }, settings)
    }
    for (const used of linted.files) this.#used.add(used)
    this.#note(name, linted)
    const shown = linted.findings
      .filter(({ place }) => !isIgnoredFile(linted.fileOf(place.file) ?? first.file, settings))
      .map((finding) => showFinding(withSeverity(finding, settings), this.#io.cwd, this.#names, linted))
    // Pipelines that share a template share its findings.
    const fresh = shown.filter(({ rule, place, message, files }) => {
      const key = JSON.stringify([rule, files.get(place.file), place.line, place.column, message])
      return this.#seen.has(key) ? false : this.#seen.add(key)
    })
    this.#report.add(fresh)
  }

  #note(name: string, { problem, unreadable }: LintedFile): void {
    if (unreadable) {
      this.#unreadable += 1
      const { line, column, problem: what } = unreadable
      say(this.#io.stderr, `${name}:${line}:${column}: not checked, this is not valid YAML: ${what}`)
    }
    if (problem && !unreadable && this.#options.format === 'text')
      say(
        this.#io.stderr,
        `${name}: its templates could not be expanded, so it is checked by itself: ${problem.message.split('\n')[0]}`,
      )
  }

  /** Makes fixes; gives whether any file has changed. */
  #fix({ findings, fileOf, textOf }: LintedFile): boolean {
    const byFile = new Map<string, LintFix[]>()
    for (const { fix } of findings) {
      if (!fix || (!fix.safe && this.#options.fix !== 'all')) continue
      const name = fix.edits[0]?.file ?? ''
      byFile.set(name, [...(byFile.get(name) ?? []), fix])
    }
    let changed = false
    for (const [name, fixes] of byFile) {
      const file = fileOf(name)
      const before = textOf(name)
      // A text that was not read byte for byte would not be written back so.
      if (file === undefined || before === undefined || !readFileSync(file).equals(Buffer.from(before, 'utf8')))
        continue
      const { text, count } = applyFixes(before, fixes)
      if (count === 0 || text === before) continue
      replaceFile(file, text)
      this.#fixed += count
      changed = true
    }
    return changed
  }
}
