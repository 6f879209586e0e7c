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

/** Where a resource is, its newest preview revision, and the oldest version of it. All are served up to 7.2 in preview. */
function location(
  id: string,
  area: string,
  resourceName: string,
  routeTemplate: string,
  resourceVersion: number,
  { minVersion = '2.0', releasedVersion = '7.1' } = {},
): ApiLocation {
  return { id, area, resourceName, routeTemplate, resourceVersion, minVersion, maxVersion: '7.2', releasedVersion }
}

const PREVIEW = { minVersion: '6.0', releasedVersion: '0.0' }
const BUILD = '{project}/_apis/build/builds/{buildId}/{resource}'
const PLAN = '{scopeIdentifier}/_apis/{area}/hubs/{hubName}/plans/{planId}'
const TIMELINE = `${PLAN}/timelines/{timelineId}`

/** The resources that the lab serves. Ids are those compiled into the clients (azure-devops-node-api 14.0.2 and, for service endpoints, 17.0.0). */
export const locations: readonly ApiLocation[] = [
  location(
    '69a319f4-28c1-4bfd-93e6-ea0ff5c6f1a2',
    'distributedtask',
    'oidctoken',
    `${PLAN}/jobs/{jobId}/{resource}`,
    1,
    PREVIEW,
  ),
  location('5cecd946-d704-471e-a45f-3b4064fcfaba', 'distributedtask', 'plans', PLAN, 2),
  location(
    '83597576-cc2c-453c-bea6-2882ae6a1653',
    'distributedtask',
    'timelines',
    `${PLAN}/{resource}/{timelineId}`,
    1,
  ),
  location(
    '8893bc5b-35b2-4be7-83cb-99e683551db4',
    'distributedtask',
    'records',
    `${TIMELINE}/{resource}/{recordId}`,
    1,
  ),
  location(
    '858983e4-19bd-4c5e-864c-507b59b58b12',
    'distributedtask',
    'feed',
    `${TIMELINE}/records/{recordId}/{resource}`,
    1,
  ),
  location('46f5667d-263a-4684-91b1-dff7fdcf64e2', 'distributedtask', 'logs', `${PLAN}/{resource}/{logId}`, 1),
  location(
    '60aac929-f0cd-4bc8-9ce4-6b30e8f1b1bd',
    'distributedtask',
    'tasks',
    '_apis/{area}/{resource}/{taskId}/{versionString}',
    1,
  ),
  location('0cd358e1-9217-4d94-8269-1c1ee6f93dcf', 'Build', 'Builds', '{project}/_apis/build/{resource}/{buildId}', 7),
  location(
    'dbeaf647-6167-421a-bda9-c9327b25e2e6',
    'build',
    'definitions',
    '{project}/_apis/build/{resource}/{definitionId}',
    7,
  ),
  location('8baac422-4c6e-4de5-8532-db96d92acffa', 'build', 'Timeline', `${BUILD}/{timelineId}`, 2),
  location('35a80daf-7f30-45fc-86e8-6b813d9c90df', 'build', 'logs', `${BUILD}/{logId}`, 2),
  location('6e6114b2-8161-44c8-8f6c-c5505782427f', 'build', 'tags', `${BUILD}/{*tag}`, 3),
  location('1db06c96-014e-44e1-ac91-90b2d4b3e984', 'build', 'artifacts', BUILD, 5),
  location('603fe2ac-9723-48b9-88ad-09305aa6c6e1', 'core', 'projects', '_apis/{resource}/{*projectId}', 4),
  location(
    'e85f1c62-adfc-4b74-b618-11a150fb195e',
    'serviceendpoint',
    'endpoints',
    '{project}/_apis/{area}/{resource}/{endpointId}',
    4,
  ),
  location(
    '14e48fdc-2c8b-41ce-a0c3-e26f6cc55bd0',
    'serviceendpoint',
    'endpoints',
    '_apis/{area}/{resource}/{endpointId}',
    4,
  ),
  location(
    '10a16738-9299-4cd1-9a81-fd23ad6200d0',
    'serviceendpoint',
    'executionhistory',
    '{project}/_apis/{area}/{endpointId}/{resource}',
    1,
  ),
  location('00d9565f-ed9c-4a06-9a50-00e7896ccab4', 'Location', 'ConnectionData', '_apis/{resource}', 1, {
    minVersion: '1.0',
    releasedVersion: '0.0',
  }),
  location('e81700f7-3be2-46de-8624-2eb35882fcaa', 'Location', 'ResourceAreas', '_apis/{resource}/{areaId}', 1, {
    minVersion: '3.2',
    releasedVersion: '0.0',
  }),
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
  { id: '965220d5-5bb9-42cf-8d67-9b146df2a5a4', name: 'build' },
  { id: '5d6898bb-45ec-463f-95f9-54d49c71752e', name: 'build' },
]
