import { type KeeperOptions, newKeeper, stepKeeper, wakeTime } from '@mintwell/client'
import { nothingSeen } from '@mintwell/token'
import type { Ask, Holder, IdToken, Policy } from './scenario.ts'

const MINUTE = 60_000

/** Mintwell's own keeper, the very machine that `exec` runs. */
const mintwell: Policy = {
  name: 'Mintwell',
  rule: 'in the background at 50–60 % of the lifetime; failures again after 2–30 s; the old token is kept',
  source: '`packages/client/src/keeper`',
  create(random) {
    const options: KeeperOptions = {
      contract: {},
      onBreach: 'wait',
      maxWait: 15 * MINUTE,
      refreshable: true,
      background: true,
      history: nothingSeen,
    }
    let state = newKeeper(options, 0)
    const dispatch = (event: Parameters<typeof stepKeeper>[1], now: number, ask: Ask): void => {
      const step = stepKeeper(state, event, now, random)
      state = step.state
      for (const effect of step.effects) {
        if (effect.kind !== 'request') continue
        const token = ask()
        const failure = { kind: 'transient', error: undefined } as const
        dispatch(token ? { kind: 'token', token: compact(token) } : { kind: 'failed', failure }, now, ask)
      }
    }
    return {
      tick(now, ask) {
        const wake = wakeTime(state)
        if (wake !== undefined && wake <= now) dispatch({ kind: 'tick' }, now, ask)
      },
      take(now, ask) {
        if (state.stage.phase === 'running') dispatch({ kind: 'asked' }, now, ask)
        const held = state.stage.phase === 'running' ? state.stage.current : undefined
        return held && { mintedAt: held.reading.times.mintedAt, expiresAt: held.reading.times.expiresAt }
      },
    }
  },
}

/** A token in the form in which the keeper reads it; nobody signs it. */
function compact({ mintedAt, expiresAt }: IdToken): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { iss: 'https://issuer.example', iat: mintedAt / 1_000, exp: expiresAt / 1_000, jti: String(mintedAt) }
  return `${encode({ alg: 'RS256' })}.${encode(claims)}.c2lnbmF0dXJl`
}

/** A rule that acts when a call is made, and by itself never. */
function onCall(decide: (left: number, now: number) => 'keep' | 'try' | 'must'): () => Holder {
  return () => {
    let token: IdToken | undefined
    let notBefore = 0
    return {
      take(now, ask) {
        const left = token ? token.expiresAt - now : 0
        const what = left <= 0 ? 'must' : decide(left, now)
        if (what === 'keep' || (what === 'try' && now < notBefore)) return token
        const next = ask()
        if (next) token = next
        // The AWS SDK backs off for 300 to 600 s; its middle.
        else notBefore = now + 450_000
        return next || what === 'try' ? token : undefined
      },
    }
  }
}

/** A rule that looks at its token every so often, and asks when `due`. */
function watching(
  everyMs: number,
  due: (token: IdToken, now: number, random: () => number) => boolean,
): (random: () => number) => Holder {
  return (random) => {
    let token: IdToken | undefined
    return {
      tick(now, ask) {
        if (now % everyMs !== 0) return
        if (!token || due(token, now, random)) token = ask() ?? token
      },
      take: () => token,
    }
  }
}

const once: Policy = {
  name: 'AzureCLI@2',
  rule: 'one token, taken when the task starts',
  source: 'azure-pipelines-tasks, azureclitask.ts',
  create: watching(1_000, () => false),
}

const timer: Policy = {
  name: 'AzureCLI@2, keepAzSessionActive',
  rule: 'every 8 minutes, whatever the token says; a failure is a warning. For `az` alone: `$idToken` stays the old one',
  source: 'azure-pipelines-tasks, azureclitask.ts (480 000 ms)',
  create: watching(480_000, () => true),
}

const kubelet: Policy = {
  name: 'kubelet',
  rule: 'looks every minute; asks when less than 20 % of the lifetime is left, less up to 10 s',
  source: 'kubernetes, token_manager.go',
  create: watching(
    MINUTE,
    ({ mintedAt, expiresAt }, now, random) => now > expiresAt - (expiresAt - mintedAt) * 0.2 - random() * 10_000,
  ),
}

const spire: Policy = {
  name: 'SPIRE agent',
  rule: 'looks every 5 s; asks at half of the lifetime; serves the old one while it is valid',
  source: 'spire, rotationutil.go',
  create: watching(5_000, ({ mintedAt, expiresAt }, now) => now > mintedAt + (expiresAt - mintedAt) / 2),
}

const awsGo: Policy = {
  name: 'AWS SDK for Go v2',
  rule: 'at a call: less than 5 minutes left tries (after a failure not again for 5–10 minutes), less than 1 must',
  source: 'aws-sdk-go-v2, credential_cache.go',
  create: onCall((left) => (left < MINUTE ? 'must' : left < 5 * MINUTE ? 'try' : 'keep')),
}

const botocore: Policy = {
  name: 'AWS botocore',
  rule: 'at a call: less than 15 minutes left tries, less than 10 must',
  source: 'botocore, credentials.py',
  create: onCall((left) => (left <= 10 * MINUTE ? 'must' : left < 15 * MINUTE ? 'try' : 'keep')),
}

const msal: Policy = {
  name: 'MSAL',
  rule: 'at a call: less than 5 minutes left counts as ended',
  source: 'msal-common, DEFAULT_TOKEN_RENEWAL_OFFSET_SEC',
  create: onCall((left) => (left < 5 * MINUTE ? 'must' : 'keep')),
}

/** The rules that are compared, Mintwell's first (facts on each: its source). */
export const policies: readonly Policy[] = [mintwell, once, timer, kubelet, spire, awsGo, botocore, msal]
