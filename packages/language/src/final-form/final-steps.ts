import type { YamlEntry, YamlMapping, YamlNode } from '../source/node.ts'
import { mapItems, mappingOf, mapValues, plain, wrapText } from './entries.ts'

/** What a shortcut stands for: the task, and under which names its values are inputs (measured on the service's final YAML). */
interface Shortcut {
  readonly task: string
  /** Inputs in front of the shortcut's own value. */
  readonly before?: Readonly<Record<string, string>>
  /** The input that takes the shortcut's own value. */
  readonly main: string
  /** Inputs right after it. */
  readonly after?: Readonly<Record<string, string>>
  /** Keys that are inputs, with the input's name. */
  readonly inputs: Readonly<Record<string, string>>
  /** The inputs come in the order above, and not in the author's. */
  readonly inOrder?: true
}

const same = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]))
const inline = { targetType: 'inline' }
const inOrder = true
const shell = same('failOnStderr', 'workingDirectory')
const powerShell = same('errorActionPreference', 'failOnStderr', 'ignoreLASTEXITCODE', 'workingDirectory')

const shortcuts: Readonly<Record<string, Shortcut>> = {
  script: { task: 'CmdLine@2', main: 'script', inputs: shell, inOrder },
  bash: { task: 'Bash@3', before: inline, main: 'script', inputs: shell, inOrder },
  powershell: { task: 'PowerShell@2', before: inline, main: 'script', inputs: powerShell, inOrder },
  pwsh: { task: 'PowerShell@2', before: inline, main: 'script', after: { pwsh: 'true' }, inputs: powerShell, inOrder },
  checkout: {
    task: '6d15af64-176c-496d-b583-fd2ae21d4df4@1',
    main: 'repository',
    inputs: same(
      'clean',
      'fetchDepth',
      'fetchFilter',
      'fetchTags',
      'lfs',
      'path',
      'persistCredentials',
      'sparseCheckoutDirectories',
      'sparseCheckoutPatterns',
      'submodules',
      'workspaceRepo',
    ),
  },
  download: { task: '30f35852-3f7e-4c0c-9a88-e127b4f97211@1', main: 'alias', inputs: same('artifact', 'patterns') },
  downloadBuild: {
    task: 'a433f589-fce1-4460-9ee6-44a624aeb1fb@0',
    main: 'definition',
    inputs: { artifact: 'artifactName', path: 'downloadPath', patterns: 'itemPattern' },
  },
  getPackage: { task: 'DownloadPackage@1', main: 'definition', inputs: { path: 'downloadPath' } },
  publish: { task: 'ecdc45f6-832d-4ad9-b52b-ee49e94659be@1', main: 'path', inputs: { artifact: 'artifactName' } },
  upload: { task: 'ecdc45f6-832d-4ad9-b52b-ee49e94659be@1', main: 'path', inputs: { artifact: 'artifactName' } },
  reviewApp: { task: 'ReviewApp@0', main: 'resourceName', inputs: {} },
}

/** Steps with every shortcut written as the task that it is. */
export function finalSteps(node: YamlNode): YamlNode {
  return mapItems(node, finalStep)
}

/** A step as a task: the task, what is common to all steps in the author's order, and the inputs last; a target that is text names a container, `host` too (measured). */
export function finalStep(node: YamlNode): YamlNode {
  if (node.kind !== 'mapping') return node
  const step = mapValues(node, { target: (value) => wrapText(value, 'container') })
  const [first] = step.entries
  const shortcut = first && Object.hasOwn(shortcuts, first.key.text) ? shortcuts[first.key.text] : undefined
  return shortcut && first ? asTask(step, first, shortcut) : step
}

function asTask(step: YamlMapping, first: YamlEntry, shortcut: Shortcut): YamlMapping {
  const { place } = first.key
  const added = (values: Readonly<Record<string, string>> | undefined): YamlEntry[] =>
    Object.entries(values ?? {}).map(([key, value]) => ({ key: plain(key, place), value: plain(value, place) }))
  const [inputs, common]: [YamlEntry[], YamlEntry[]] = [[], []]
  let more: readonly YamlEntry[] = []
  for (const { key, value } of step.entries.slice(1)) {
    const input = Object.hasOwn(shortcut.inputs, key.text) ? shortcut.inputs[key.text] : undefined
    if (input !== undefined) inputs.push({ key: { ...key, text: input, source: input }, value })
    else if (key.text === 'inputs' && value.kind === 'mapping') more = value.entries
    else common.push({ key, value })
  }
  if (shortcut.inOrder) inputs.sort((a, b) => rank(a, shortcut) - rank(b, shortcut))
  const isNone = first.value.kind === 'scalar' && first.value.text === 'none'
  const skips = isNone && (first.key.text === 'checkout' || first.key.text === 'download')
  const all = [
    ...added(shortcut.before),
    { key: plain(shortcut.main, place), value: first.value },
    ...added(shortcut.after),
    ...inputs,
    ...more,
  ]
  return mappingOf(
    [
      { key: plain('task', place), value: plain(shortcut.task, place) },
      ...common,
      ...(skips ? added({ condition: 'false' }) : []),
      { key: plain('inputs', place), value: mappingOf(all, place) },
    ],
    step.place,
  )
}

function rank({ key }: YamlEntry, { inputs }: Shortcut): number {
  return Object.values(inputs).indexOf(key.text)
}
