import { type ArmError, armErrors, fail } from './arm-error.ts'

/** A region of Azure. */
export interface Region {
  readonly name: string
  readonly displayName: string
  readonly geography: string
}

const region = (name: string, displayName: string, geography: string): Region => ({ name, displayName, geography })

/** The regions of the lab, a few of the many (Microsoft Learn, list of Azure regions). */
export const regions: readonly Region[] = [
  region('eastus', 'East US', 'US'),
  region('eastus2', 'East US 2', 'US'),
  region('centralus', 'Central US', 'US'),
  region('southcentralus', 'South Central US', 'US'),
  region('westus', 'West US', 'US'),
  region('westus2', 'West US 2', 'US'),
  region('westus3', 'West US 3', 'US'),
  region('canadacentral', 'Canada Central', 'Canada'),
  region('brazilsouth', 'Brazil South', 'South America'),
  region('northeurope', 'North Europe', 'Europe'),
  region('westeurope', 'West Europe', 'Europe'),
  region('uksouth', 'UK South', 'Europe'),
  region('francecentral', 'France Central', 'Europe'),
  region('germanywestcentral', 'Germany West Central', 'Europe'),
  region('swedencentral', 'Sweden Central', 'Europe'),
  region('switzerlandnorth', 'Switzerland North', 'Europe'),
  region('australiaeast', 'Australia East', 'Asia Pacific'),
  region('centralindia', 'Central India', 'Asia Pacific'),
  region('japaneast', 'Japan East', 'Asia Pacific'),
  region('southeastasia', 'Southeast Asia', 'Asia Pacific'),
]

/** The region behind a name, which people write as `westeurope` or `West Europe`. */
function findRegion(text: string): Region | undefined {
  const name = text.toLowerCase().replaceAll(' ', '')
  return regions.find((candidate) => candidate.name === name)
}

/** A region's name from what a request says. Fails with 400. */
export function readLocation(value: unknown): string {
  if (typeof value !== 'string' || value === '') return fail(armErrors.locationRequired)
  const found = findRegion(value)
  return found ? found.name : fail(notAvailable(value))
}

/** A region as `GET /subscriptions/{id}/locations` shows it. */
export function describeRegion(subscriptionId: string, { name, displayName, geography }: Region): object {
  return {
    id: `/subscriptions/${subscriptionId}/locations/${name}`,
    name,
    type: 'Region',
    displayName,
    regionalDisplayName: `(${geography}) ${displayName}`,
    metadata: { regionType: 'Physical', regionCategory: 'Recommended', geographyGroup: geography },
  }
}

/** The text is from public captures. */
function notAvailable(location: string): ArmError {
  return {
    status: 400,
    code: 'LocationNotAvailableForResourceGroup',
    message: `The provided location '${location}' is not available for resource group. List of available regions is '${regions.map(({ name }) => name).join(',')}'.`,
  }
}
