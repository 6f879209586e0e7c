/** A service that is read, with what proves who asks. */
export interface ReadService {
  /** Its name in messages, such as `Azure DevOps`. */
  readonly name: string
  /** Where it is, without a slash at the end. The authorization goes to this origin alone. */
  readonly url: string
  /** The value of the header. Secret. */
  readonly authorization: string
  /** Headers that every request has besides. */
  readonly headers?: Readonly<Record<string, string>>
  /** What to do where the token is not accepted. */
  readonly signInHint: string
  /** What to do where its holder may not read something: the rights that reading takes. */
  readonly rightsHint: string
  /** What to do where it answers something else than what was asked for. */
  readonly answerHint: string
}
