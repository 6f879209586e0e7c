/**
 * The environment as the agent gave it to the task. It is taken before azure-pipelines-task-lib is loaded, which moves inputs, authorization and secrets out of it, and
 * whose getters of secrets write them into the debug log. This module must be imported before that one.
 */
export const environmentAtStart: Readonly<Record<string, string | undefined>> = Object.freeze({ ...process.env })
