/** A resource of the REST API, as clients discover it (azure-devops-node-api reads all members but `minVersion`). */
export interface ApiLocation {
  readonly id: string
  readonly area: string
  readonly resourceName: string
  readonly routeTemplate: string
  readonly resourceVersion: number
  readonly minVersion: string
  readonly maxVersion: string
  readonly releasedVersion: string
}

/** The resources that the lab serves. Ids are those compiled into the clients. */
export const locations: readonly ApiLocation[] = [
  {
    id: '69a319f4-28c1-4bfd-93e6-ea0ff5c6f1a2',
    area: 'distributedtask',
    resourceName: 'oidctoken',
    routeTemplate: '{scopeIdentifier}/_apis/{area}/hubs/{hubName}/plans/{planId}/jobs/{jobId}/{resource}',
    resourceVersion: 1,
    minVersion: '6.0',
    maxVersion: '7.2',
    releasedVersion: '0.0',
  },
  {
    id: '00d9565f-ed9c-4a06-9a50-00e7896ccab4',
    area: 'Location',
    resourceName: 'ConnectionData',
    routeTemplate: '_apis/{resource}',
    resourceVersion: 1,
    minVersion: '1.0',
    maxVersion: '7.2',
    releasedVersion: '0.0',
  },
  {
    id: 'e81700f7-3be2-46de-8624-2eb35882fcaa',
    area: 'Location',
    resourceName: 'ResourceAreas',
    routeTemplate: '_apis/{resource}/{areaId}',
    resourceVersion: 1,
    minVersion: '3.2',
    maxVersion: '7.2',
    releasedVersion: '0.0',
  },
]

/** The resources of an area; all of them without one. */
export function locationsOf(area?: string): readonly ApiLocation[] {
  const wanted = area?.toLowerCase()
  return wanted === undefined ? locations : locations.filter((location) => location.area.toLowerCase() === wanted)
}

/** The areas that clients look up before they ask for a resource (ids of azure-devops-node-api); all at the collection's own URL. */
export const resourceAreas: readonly { readonly id: string; readonly name: string }[] = [
  { id: '79134c72-4a58-4b42-976c-04e7115f32bf', name: 'core' },
  { id: 'a85b8835-c1a1-4aac-ae97-1c3d0ba72dbd', name: 'distributedtask' },
  { id: '1814ab31-2f4f-4a9f-8761-f4d77dc5a5d7', name: 'serviceendpoint' },
  { id: '5d6898bb-45ec-463f-95f9-54d49c71752e', name: 'build' },
]
