/**
 * The files by which the step, and every `az` that it calls, share the state of the login. They are in a directory of the step alone (0700), each 0600.
 */
export const stateFiles = {
  /** The assertion, which the login reads from standard input; scripts read it by `AZURE_FEDERATED_TOKEN_FILE`. */
  idToken: 'id-token',
  /** The secret of the service principal, which the login reads from standard input. */
  secret: 'secret',
  /** The certificate of the service principal. */
  certificate: 'certificate.pem',
  /** A word that changes when there is a newer assertion. Written after it. */
  generation: 'generation',
  /** The generation that az has logged in with. */
  done: 'done',
  /** There while somebody logs in: a file with the process id, or a directory where the shell is cmd.exe. */
  lock: 'lock',
  /** What az wrote to its standard error at the last login that failed, below a line with its exit code. */
  failure: 'failure',
} as const
