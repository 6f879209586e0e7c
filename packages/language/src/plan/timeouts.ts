/** The longest timeout that is read, in minutes: .NET's `Int32.MaxValue`. 0 is no limit. */
export const LONGEST_TIMEOUT_MINUTES = 2_147_483_647
