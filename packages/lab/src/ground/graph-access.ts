/** What an application may do in Microsoft Graph; each level has what those before it have. */
export const graphAccessLevels = ['none', 'read', 'credentials', 'write'] as const

/**
 * - `none`: refused with 403.
 * - `read`: reads applications, service principals and the organization (in the cloud `Application.Read.All`).
 * - `credentials`: manages federated identity credentials of applications too.
 * - `write`: makes, changes and deletes applications and service principals too (in the cloud `Application.ReadWrite.All`).
 */
export type GraphAccess = (typeof graphAccessLevels)[number]
