import { client, type FoundKey } from './sts-error.ts'

const CERTIFICATE_DOCS =
  'Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .'

const keyHelp = (appId: string) =>
  `Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${appId}'. Review the documentation at https://docs.microsoft.com/en-us/graph/deployments to determine the corresponding service endpoint and https://docs.microsoft.com/en-us/graph/api/application-get?view=graph-rest-1.0&tabs=http to build a query request URL, such as 'https://graph.microsoft.com/beta/applications/${appId}'.`

/** What can be wrong with an assertion that an application signed itself, with a certificate. */
export const certificateErrors = {
  // The assertion that an application signed itself, with a certificate.
  clientMismatch: client(
    700021,
    () => `Client assertion application identifier doesn't match 'client_id' parameter. ${CERTIFICATE_DOCS}`,
  ),
  subjectNotIssuer: client(
    50048,
    () => `Subject must match the issuer claim in the client assertion. ${CERTIFICATE_DOCS}`,
  ),
  wrongRealm: client(700023, () => `Client assertion audience claim does not match Realm issuer. ${CERTIFICATE_DOCS}`),
  certificateNotRegistered: client<{ key: string; appId: string }>(
    700027,
    ({ key, appId }) =>
      `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${key}', ${keyHelp(appId)}]`,
  ),
  certificateExpired: client<FoundKey>(
    700027,
    ({ key, appId, start, end }) =>
      `The certificate with identifier used to sign the client assertion is expired on application. [Reason - The key used is expired., Thumbprint of key used by client: '${key}', Found key 'Start=${start}, End=${end}', ${keyHelp(appId)}]`,
  ),
  certificateSignature: client<FoundKey>(
    700027,
    ({ key, appId, start, end }) =>
      `Client assertion contains an invalid signature. [Reason - The provided signature value did not match the expected signature value., Thumbprint of key used by client: '${key}', Found key 'Start=${start}, End=${end}', ${keyHelp(appId)}]`,
  ),
} as const
