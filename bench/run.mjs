// Runs the measurements one after the other: all, or those named. Exit code 1 when a ratio is over its limit.
const known = ['start', 'steps', 'nights', 'exec', 'task']
const chosen = process.argv.slice(2)
for (const name of chosen.length > 0 ? chosen : known) await import(`./${name}.mjs`)
