export {
  type AgentEnvironment,
  type Authorization,
  readAuthorization,
  readInput,
  readServiceEndpoint,
} from './service-endpoint.ts'
export { type ExtensionTask, extensionTasks, taskJson } from './task-json.ts'
export { type ServiceAddress, serviceAddress } from './token-service.ts'
