import { lookup } from 'node:dns/promises'
import { connect, type Socket } from 'node:net'
import { isPrivateAddress } from './private-address.ts'

/** An opened host leads to no public address. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError'
  readonly address: string

  constructor(host: string, address: string) {
    super(
      `${address}, which is not a public address: --allow-host opens public hosts only; --route ${host}=URL sends it to a service of your own`,
    )
    this.address = address
  }
}

/**
 * Resolves the name here and leaves private addresses out, so that an opened name cannot lead into the user's own network.
 *
 * @throws PrivateAddressError
 */
export async function openPublic(host: string, port: number): Promise<Socket> {
  const addresses = await lookup(host, { all: true })
  const open = addresses.filter(({ address }) => !isPrivateAddress(address))
  if (open.length === 0) throw new PrivateAddressError(host, addresses[0]?.address ?? 'nowhere')
  // The name is not resolved a second time: what was checked is what is connected to.
  return connect({ host, port, autoSelectFamily: true, lookup: (_host, _options, give) => give(null, open) })
}
