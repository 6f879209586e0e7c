export type { OrganizationConnection } from './connection/connection.ts'
