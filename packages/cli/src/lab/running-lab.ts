import type { Io } from '../verb.ts'
import { addressFile, type LabAddress, LabAddressError, readAddress } from './lab-address.ts'

/** The lab of this name that is up. Throws {@link LabAddressError} when there is none. */
export function runningLab(name: string | undefined, io: Io): LabAddress {
  const wanted = name ?? 'default'
  const address = readAddress(addressFile(wanted, io.env, process.getuid?.()), process.getuid?.())
  if (!address)
    throw new LabAddressError(
      `no lab${name === undefined ? '' : ` named '${wanted}'`} is up; open one with: mintwell lab up${name === undefined ? '' : ` --name ${wanted}`}`,
    )
  return address
}
