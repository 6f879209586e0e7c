/** A piece of HTML that is safe to put into a page: {@link html} made it, and nothing else does. */
export interface Markup {
  readonly markup: string
}

type Value = string | number | Markup | readonly Markup[] | null | false

/**
 * Writes HTML. Whatever is put into it is escaped, as text and inside quoted attributes, unless it was made by this function itself; null and false leave nothing.
 *
 * @example html`<td title="${name}">${name}</td>`.markup
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  let markup = parts[0] ?? ''
  for (const [index, value] of values.entries()) markup += markupOf(value) + (parts[index + 1] ?? '')
  return { markup }
}

/** Texts with something between each two of them. */
export function joined(pieces: readonly Markup[], between: string): Markup {
  return { markup: pieces.map(({ markup }) => markup).join(escapeHtml(between)) }
}

/** Text that cannot be anything but text, in an element or in a quoted attribute (HTML standard, 13.3). */
export function escapeHtml(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character) : text
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function markupOf(value: Value): string {
  if (value === null || value === false) return ''
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('')
}
