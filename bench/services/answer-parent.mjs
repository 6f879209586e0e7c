// What a measured process tells its parent: that it is ready, and how much CPU time it has used so far, in microseconds.
export function answerParent(ready, actions = {}) {
  process.on('message', async ({ action, value }) => {
    const answer = action === 'cpu' ? process.cpuUsage() : await actions[action](value)
    process.send({ answer: action === 'cpu' ? answer.user + answer.system : (answer ?? null) })
  })
  process.on('disconnect', () => process.exit())
  process.send({ answer: ready })
}
