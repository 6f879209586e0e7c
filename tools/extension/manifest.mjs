// The extension's manifest (vss-extension.json). It asks for no scopes: the tasks work with the job token that every job has.
export function extensionManifest({ publisher, version, tasks }) {
  return {
    manifestVersion: 1,
    id: 'mintwell',
    publisher,
    version,
    name: 'Mintwell: Azure CLI with a fresh ID token',
    description:
      'A drop-in for AzureCLI: the ID token of a workload identity federation connection is proven when the script starts, and kept fresh while it runs.',
    public: false,
    categories: ['Azure Pipelines'],
    tags: ['Azure CLI', 'OIDC', 'Workload identity federation', 'AADSTS700024'],
    targets: [{ id: 'Microsoft.VisualStudio.Services' }],
    icons: { default: 'images/icon.png' },
    content: { details: { path: 'overview.md' }, license: { path: 'LICENSE.txt' } },
    screenshots: [{ path: 'images/night.png' }],
    files: [
      ...tasks.map((path) => ({ path })),
      { path: 'images', addressable: true },
      { path: 'sbom.cdx.json', addressable: true },
      { path: 'THIRD-PARTY-NOTICES.txt', addressable: true },
    ],
    contributions: tasks.map((name) => ({
      id: name.toLowerCase(),
      type: 'ms.vss-distributed-task.task',
      targets: ['ms.vss-distributed-task.tasks'],
      properties: { name },
    })),
  }
}
