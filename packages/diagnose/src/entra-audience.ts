/** The application id of the token exchange, which is what Entra writes for `api://AzureADTokenExchange` into its tokens (facts: `azure-devops.md` §6). */
const EXCHANGE_ID = 'fb60f99c-7a34-4190-8149-302f77469936'

/** The names of the token exchange in the public cloud and in the sovereign ones (learn.microsoft.com, "Workload identity federation"). */
const EXCHANGE_NAME = /^api:\/\/AzureADTokenExchange(USGov|China)?$/i

/**
 * What to do when the audience of a token that Entra issued matches no credential (AADSTS7002121): it hangs on the audience that the token has. Undefined where the
 * message does not name it.
 */
export function curesOfEntraAudience(audience: string | undefined): readonly string[] | undefined {
  if (audience === undefined) return undefined
  const compare = 'See what audience the credential has: `az ad app federated-credential list --id APP`.'
  if (audience.toLowerCase() === EXCHANGE_ID)
    return [
      `Give the credential the audience \`api://AzureADTokenExchange\`; the token carries its GUID ${EXCHANGE_ID}, which is the same.`,
      compare,
    ]
  const cloud = EXCHANGE_NAME.exec(audience)
  if (cloud)
    return [
      `Give the credential the audience \`${audience}\`, which the token has: the credential names another.`,
      compare,
      ...(cloud[1] ? [`Check that the app is of the cloud whose audience this is (${cloud[1]}).`] : []),
    ]
  return [
    'Ask for the token with the audience of the exchange, `api://AzureADTokenExchange` (…USGov, …China in those clouds): this one was made for something else.',
    'Where it comes from a service connection, look whether the step asks for an audience of its own.',
    compare,
  ]
}
