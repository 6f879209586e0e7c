/** What is asked of a token before a step may have it; durations in milliseconds.. */
export interface Contract {
  /** Less is `expiring`. A declared value is absolute; by default the smaller of 5 minutes and a third of the lifetime. */
  readonly minRemaining?: number
  /** How long the step needs credentials where nothing can refresh them: less is `expiring` too. None by default. */
  readonly budget?: number
  /** Older is `stale`. By default the smaller of 10 minutes and half the lifetime. */
  readonly maxAge?: number
  /** Whether a token seen before is `echoed`; on by default. */
  readonly distinct?: boolean
}

/** A contract with nothing left open, for a token of a given lifetime. */
export type EffectiveContract = Required<Contract>

/** What MSAL treats as expired: 300 s (msal-common `DEFAULT_TOKEN_RENEWAL_OFFSET_SEC`). */
const DEFAULT_MIN_REMAINING_MS = 300_000
/** An assertion is meant for exchange at once; 10 minutes is the whole life of an Azure DevOps token. */
const DEFAULT_MAX_AGE_MS = 600_000

/** Fills in the defaults of a contract for a token of `lifetime` milliseconds; a budget of 0 means none. */
export function effectiveContract(contract: Contract, lifetime: number): EffectiveContract {
  const life = Math.max(0, lifetime)
  return {
    minRemaining: contract.minRemaining ?? Math.min(DEFAULT_MIN_REMAINING_MS, life / 3),
    budget: contract.budget ?? 0,
    maxAge: contract.maxAge ?? Math.min(DEFAULT_MAX_AGE_MS, life / 2),
    distinct: contract.distinct ?? true,
  }
}
