// Lists the tasks of an organization by its public name, with the token of the step: as `tfx build tasks list` does.
import { getBearerHandler, WebApi } from 'azure-devops-node-api'

const proxyUrl = process.env.HTTPS_PROXY
const options = { proxy: { proxyUrl }, cert: { caFile: process.env.NODE_EXTRA_CA_CERTS } }
const api = new WebApi('https://dev.azure.com/lab', getBearerHandler(process.env.SYSTEM_ACCESSTOKEN), options)
const tasks = await (await api.getTaskAgentApi()).getTaskDefinitions()
console.log(JSON.stringify(tasks.map(({ name, version }) => `${name}@${version.major}`)))
