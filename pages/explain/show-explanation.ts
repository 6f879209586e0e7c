import { type Explanation, type ExplanationBlock, type ExplanationEntry, explanationBlocks } from '@mintwell/diagnose'

/** An explanation as elements. Foreign words come into them as text alone. */
export function showExplanation(explanation: Explanation): readonly HTMLElement[] {
  return explanationBlocks(explanation).map(blockOf)
}

function blockOf({ title, sections }: ExplanationBlock): HTMLElement {
  const block = make(title === null ? 'div' : 'article', title === null ? 'warning' : 'refusal')
  if (title !== null) block.append(make('h3', '', title))
  for (const section of sections) for (const group of groupsOf(section)) block.append(groupOf(group))
  return block
}

/** Entries with a label, each with those that go on with it. */
function groupsOf(section: readonly ExplanationEntry[]): readonly (readonly ExplanationEntry[])[] {
  const groups: ExplanationEntry[][] = []
  for (const entry of section) {
    if (entry.label !== '' || groups.length === 0) groups.push([entry])
    else groups.at(-1)?.push(entry)
  }
  return groups
}

function groupOf(entries: readonly ExplanationEntry[]): HTMLElement {
  const group = make('div', 'group')
  group.append(make('h4', '', entries[0]?.label ?? ''))
  const list = make('ul', '')
  for (const { lead, text } of entries) {
    const item = make('li', '')
    if (lead.trim() !== '') item.append(make('span', 'lead', lead.trim()), ' ')
    item.append(...withCode(text))
    list.append(item)
  }
  group.append(list)
  return group
}

/** Commands stand in backquotes, as in Markdown. */
function withCode(text: string): readonly (string | HTMLElement)[] {
  return text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? make('code', '', part) : part))
}

function make(tag: string, className: string, text = ''): HTMLElement {
  const element = document.createElement(tag)
  if (className !== '') element.className = className
  element.textContent = text
  return element
}
