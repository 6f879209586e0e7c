import { assertionErrors } from './assertion-errors.ts'
import { certificateErrors } from './certificate-errors.ts'
import { clientErrors } from './client-errors.ts'
import { requestErrors } from './request-errors.ts'

/**
 * The errors that the client-credential flow can meet, worded as in public captures: what Entra answered to others, as they pasted it into issues and
 * forums. A name says what is wrong; the code is what people search for.
 */
export const stsErrors = { ...requestErrors, ...clientErrors, ...assertionErrors, ...certificateErrors } as const
