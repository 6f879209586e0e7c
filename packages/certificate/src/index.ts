export { type Authority, type AuthorityOptions, createAuthority } from './authority.ts'
export { CertificateError, type CertificateErrorCode, certificateErrors } from './errors.ts'
export { issueLeaf, type Leaf, type LeafOptions } from './leaf.ts'
export type { RandomBytes, Validity } from './x509.ts'
