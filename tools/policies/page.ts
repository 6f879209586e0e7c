import { drawScenario } from './chart.ts'
import { policies } from './policies.ts'
import { isAccepted, type Outcome, runPolicy, type Scenario, scenarios } from './scenario.ts'

/** The files of the comparison, by their names under docs/. */
export function policyFiles(): Readonly<Record<string, string>> {
  const runs = scenarios.map((scenario) => ({
    scenario,
    outcomes: policies.map((policy) => runPolicy(policy, scenario)),
  }))
  const charts = Object.fromEntries(
    runs.map(({ scenario, outcomes }, index) => [`policies-${index + 1}.svg`, drawScenario(scenario, outcomes)]),
  )
  return { 'policies.md': page(runs), ...charts }
}

function page(runs: readonly { readonly scenario: Scenario; readonly outcomes: readonly Outcome[] }[]): string {
  const sections = runs.map(
    ({ scenario, outcomes }, index) => `## ${scenario.title}

![${scenario.title}](policies-${index + 1}.svg)

| policy | requests for ID tokens | calls refused, a new resource each | calls refused, one resource | least left at a call |
| --- | ---: | ---: | ---: | ---: |
${outcomes.map(row).join('\n')}
`,
  )
  return `<!-- Written by tools/policies.mjs; \`node tools/policies.mjs\` writes it anew. -->

# When to refresh: rules compared

The same three hours under the refresh rules of well-known systems: ID tokens of 10 minutes (Azure DevOps), access tokens of an hour, a call every 7 minutes. Mintwell's
row is not a model: it is the keeper that \`mintwell exec\` runs. The others are their published rules, applied to the ID token; several of them were designed for
credentials that live longer, and are good at that.

- **A new resource each**: every call needs an access token that it does not have yet, as a deployment that walks through its resources. Each is an exchange.
- **One resource**: the access token is kept until 5 minutes before its end; only then an ID token is needed.
- A call is refused when there is no ID token, or one that has expired. Entra forgives up to 5 minutes after the expiry; that is not relied on here.

${sections.join('\n')}
## The rules

| policy | rule | source |
| --- | --- | --- |
${policies.map(({ name, rule, source }) => `| ${name} | ${rule} | ${source} |`).join('\n')}

What the figures say: a rule that waits until little is left (kubelet: a fifth) has no time for an outage; a rule that acts at the call makes the call wait, and fails it where
the issuer is down at that moment; a fixed timer does not depend on the token. Half of the lifetime leaves two windows for retries, at the price of a few more requests.
`
}

function row({ policy, requests, calls, renewals }: Outcome): string {
  const refused = (all: Outcome['calls']) => all.filter(({ left }) => !isAccepted(left)).length
  const least = Math.min(...calls.map(({ left }) => left ?? Number.NEGATIVE_INFINITY))
  return `| ${policy.name} | ${requests.length} | ${refused(calls)} of ${calls.length} | ${refused(renewals)} of ${renewals.length} | ${sayLeft(least)} |`
}

function sayLeft(ms: number): string {
  if (ms === Number.NEGATIVE_INFINITY) return 'no token'
  const minutes = Math.trunc(Math.abs(ms) / 60_000)
  const seconds = Math.round((Math.abs(ms) % 60_000) / 1_000)
  const text = minutes === 0 ? `${seconds} s` : seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`
  return ms < 0 ? `ended ${text} before` : text
}
