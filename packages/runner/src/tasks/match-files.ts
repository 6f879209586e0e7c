import { isAbsolute } from 'node:path'
import { minimatch } from 'minimatch'

/**
 * The files that patterns choose, as the tasks choose them (azure-pipelines-task-lib, `match`): a pattern a line, `!` takes away from what the lines before it chose, `#` begins a
 * comment, braces are plain text, names that begin with a dot count.
 *
 * @param root the folder of the files; patterns may be absolute
 * @param files relative to it, with `/`
 * @example matchFiles('/src', ['a.js', 'b/c.js'], '**\/*.js\n!b/**', 'linux') // ['a.js']
 */
export function matchFiles(
  root: string,
  files: readonly string[],
  patterns: string,
  platform: NodeJS.Platform,
): readonly string[] {
  const chosen = new Set<string>()
  const options = { dot: true, nobrace: true, nocomment: true, nonegate: true, nocase: platform === 'win32' }
  const slashes = (path: string) => (platform === 'win32' ? path.replaceAll('\\', '/') : path)
  for (const line of patterns.split('\n').map((text) => text.trim())) {
    const marks = /^!*/.exec(line)?.[0].length ?? 0
    const pattern = slashes(line.slice(marks).trim()).replace(/^\.\//, '')
    if (pattern === '' || line.startsWith('#')) continue
    const prefix = isAbsolute(pattern) ? `${slashes(root).replace(/\/$/, '')}/` : ''
    for (const file of files) {
      if (!minimatch(prefix + file, pattern, options)) continue
      if (marks % 2 === 1) chosen.delete(file)
      else chosen.add(file)
    }
  }
  return files.filter((file) => chosen.has(file))
}
