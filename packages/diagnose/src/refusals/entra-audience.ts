import type { RefusalVariant } from './known-refusal.ts'

/** The application id of the token exchange, which is what Entra writes for `api://AzureADTokenExchange` into its tokens (samples in sigstore/fulcio#1803). */
const EXCHANGE_ID = 'fb60f99c-7a34-4190-8149-302f77469936'

/** The names of the token exchange in the public cloud and in the sovereign ones (learn.microsoft.com, "Workload identity federation"). */
const EXCHANGE_NAME = /^api:\/\/AzureADTokenExchange(USGov|China)?$/i

const COMPARE = 'See what audience the credential has: `az ad app federated-credential list --id APP`.'

const nameVariant = (name: string, cloud?: string): RefusalVariant => ({
  when: ({ values }) => values.audience?.toLowerCase() === name.toLowerCase(),
  cures: [
    `Give the credential the audience \`${name}\`, which the token has: the credential names another.`,
    COMPARE,
    ...(cloud ? [`Check that the app is in the cloud whose audience this is (${cloud}).`] : []),
  ],
})

/** What to do when the audience of a token that Entra issued matches no credential (AADSTS7002121): it depends on the audience that the token has. */
export const variantsOfEntraAudience: readonly RefusalVariant[] = [
  {
    when: ({ values }) => values.audience?.toLowerCase() === EXCHANGE_ID,
    cures: [
      `Give the credential the audience \`api://AzureADTokenExchange\`; the token carries its GUID ${EXCHANGE_ID}, which is the same.`,
      COMPARE,
    ],
  },
  nameVariant('api://AzureADTokenExchange'),
  nameVariant('api://AzureADTokenExchangeUSGov', 'USGov'),
  nameVariant('api://AzureADTokenExchangeChina', 'China'),
  {
    when: ({ values }) => values.audience !== undefined && !EXCHANGE_NAME.test(values.audience),
    cures: [
      'Ask for the token with the audience of the exchange, `api://AzureADTokenExchange` (…USGov, …China in those clouds): this one is for something else.',
      'Where it comes from a service connection, check whether the step asks for an audience of its own.',
      COMPARE,
    ],
  },
]
