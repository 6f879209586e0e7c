import { basename, join } from 'node:path'
import type { RunFiles } from '../ports/files.ts'
import type { RunStore } from '../ports/run-store.ts'

/** A run's store in a directory of its own: `artifacts/NAME/…`, and `KIND/N-FILE` for what is kept beside them. */
export function directoryRunStore(directory: string, files: RunFiles): RunStore {
  const artifacts = new Map<string, Set<string>>()
  let kept = 0
  const place = (artifact: string, file: string) => join(directory, 'artifacts', artifact, file)
  return {
    artifacts: () => [...artifacts.keys()],
    filesOf: (artifact) => {
      const found = artifacts.get(artifact)
      return found && [...found].sort()
    },
    add(artifact, from, added) {
      const all = artifacts.get(artifact) ?? new Set()
      artifacts.set(artifact, all)
      for (const file of added) {
        files.copy(join(from, file), place(artifact, file))
        all.add(file)
      }
    },
    copy: (artifact, file, to) => files.copy(place(artifact, file), to),
    keep(kind, file) {
      kept += 1
      const path = join(directory, kind, `${kept}-${basename(file)}`)
      files.copy(file, path)
      return path
    },
  }
}
