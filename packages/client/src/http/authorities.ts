/**
 * The certificate authorities that the environment names beyond those that Node reads itself: `AGENT_CAINFO`, a file of PEM, as the Azure Pipelines agent
 * tells its tasks. Empty for none; Node then reads `NODE_EXTRA_CA_CERTS` on its own, which it does not where a list is given, so the list has both.
 *
 * @param readFile gives a file's text, undefined where it cannot be read
 */
export function readAuthorities(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string | undefined,
): readonly string[] {
  const agent = env.AGENT_CAINFO
  const own = agent ? readFile(agent) : undefined
  if (own === undefined) return []
  const extra = env.NODE_EXTRA_CA_CERTS
  return [own, ...(extra ? [readFile(extra) ?? ''] : [])].filter((pem) => pem.includes('BEGIN CERTIFICATE'))
}
