import { isAccepted, type Outcome, type Scenario } from './scenario.ts'

const WIDTH = 900
const LABEL = 230
const ROW = 34
const TOP = 34

/** Draws a scenario as SVG: a row for each policy, a stroke for each request, a dot for each call, red where it is refused, grey where the issuer is down. */
export function drawScenario(scenario: Scenario, outcomes: readonly Outcome[]): string {
  const height = TOP + outcomes.length * ROW + 28
  const x = (at: number) => LABEL + (at / scenario.lengthMs) * (WIDTH - LABEL - 16)
  const round = (value: number) => Math.round(value * 10) / 10
  const bands = scenario.outages.map(
    ({ from, to }) =>
      `<rect x="${round(x(from))}" y="${TOP - 8}" width="${round(x(to) - x(from))}" height="${outcomes.length * ROW + 4}" fill="#8884"/>`,
  )
  const hours = Array.from({ length: scenario.lengthMs / 1_800_000 + 1 }, (_, index) => index * 1_800_000)
  const axis = hours.map(
    (at) => `<text x="${round(x(at))}" y="${height - 8}" text-anchor="middle" class="axis">${at / 3_600_000} h</text>`,
  )
  const rows = outcomes.map(({ policy, requests, calls }, index) => {
    const y = TOP + index * ROW + ROW / 2 - 8
    const strokes = requests.map((at) => `M${round(x(at))} ${y - 9}v7`).join('')
    const dots = calls.map(
      ({ at, left }) =>
        `<circle cx="${round(x(at))}" cy="${y + 5}" r="3.5" class="${isAccepted(left) ? 'ok' : 'refused'}"/>`,
    )
    return `<text x="${LABEL - 12}" y="${y + 4}" text-anchor="end">${policy.name}</text><path d="${strokes}"/>${dots.join('')}`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${scenario.title}: requests and calls by policy">
<style>text{font:13px system-ui,sans-serif;fill:#555}.axis{font-size:11px}.ok{fill:#2a8f4f}.refused{fill:#d0342c}path{stroke:#3b6fd4;stroke-width:1.6;fill:none}</style>
<text x="16" y="16">${scenario.title}: strokes are requests for ID tokens, dots are calls (red: refused)${scenario.outages.length > 0 ? ', grey: the issuer is down' : ''}</text>
${bands.join('')}
${rows.join('\n')}
${axis.join('')}
</svg>
`
}
