import { safeText } from '../redaction/redact.ts'
import type { LogClue } from './log-clue.ts'

const GUID = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'
const FORMS = [
  new RegExp(`(${GUID}) auth scheme = `),
  new RegExp(`[?&]serviceConnectionId=(${GUID})`, 'i'),
  new RegExp(`SERVICE_CONNECTION_ID["']?\\s{0,3}[:=]\\s{0,3}["']?(${GUID})`, 'i'),
  new RegExp(`service endpoint '(${GUID})'`),
]
const NAME = /\b(?:azureSubscription|connectedServiceNameARM|backendServiceArm|awsCredentials)=([^\s=][^=\n]{0,120})$/

/** The id of the service connection: debug lines of task-lib, the AWS toolkit, addresses of requests. */
export const connectionLines: LogClue = {
  name: 'connection',
  words: [
    'auth scheme = ',
    'serviceConnectionId=',
    'SERVICE_CONNECTION_ID',
    'service endpoint',
    'azureSubscription=',
    'connectedServiceNameARM=',
    'backendServiceArm=',
    'awsCredentials=',
  ],
  keeps: true,
  start: () => (line, notes) => {
    const id = FORMS.map((form) => form.exec(line.text)?.[1]).find((found) => found !== undefined)
    if (id !== undefined) notes.connectionId ??= id.toLowerCase()
    const name = NAME.exec(line.text)?.[1]?.trim()
    if (name === undefined) return
    if (new RegExp(`^${GUID}$`).test(name)) notes.connectionId ??= name.toLowerCase()
    else notes.connection ??= safeText(name, 120)
  },
}
