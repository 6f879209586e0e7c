import { defineFault } from './fault.ts'

/** As reported in microsoft/terraform-provider-azuredevops#1445. */
export const authorizationHidden = defineFault({
  name: 'authorization-hidden',
  summary: 'The REST API shows service connections without their authorization: no issuer is to be seen',
  inCloud: 'The caller is a reader of the connection, and neither its user nor its administrator',
  parameters: {},
  create: () => ({ hidesAuthorization: true }),
})
