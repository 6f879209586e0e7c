/**
 * Hosts to which programs send what they count, unasked: az and other tools of Microsoft, terraform, and the collectors that many use. To refuse them
 * changes nothing for a program, so nobody needs to hear of each (seen with azure-cli 2.45.0, terraform 1.11 and pwsh 7).
 */
const TELEMETRY = [
  /^dc\.(services\.visualstudio\.com|applicationinsights\.(azure\.com|microsoft\.com))$/,
  /(^|\.)in\.applicationinsights\.azure\.com$/,
  /(^|\.)(events|vortex|settings-win)\.data\.microsoft\.com$/,
  // What az 2.45.0 looks at after a login.
  /^azure\.microsoft\.com$/,
  /^checkpoint-api\.hashicorp\.com$/,
  /(^|\.)(google-analytics\.com|segment\.io|ingest\.sentry\.io)$/,
]

/** Is this a host of telemetry? */
export function isTelemetryHost(host: string): boolean {
  const name = host.toLowerCase()
  return TELEMETRY.some((form) => form.test(name))
}
