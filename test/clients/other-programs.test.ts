import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mintwell, mintwellBin, root, temporaryDirectory } from '../mintwell.ts'
import { describeWith } from './require-program.ts'

const PAGE = 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration'

/** Runs a program in a lab, with a connection. */
const inLab = (...command: readonly string[]) => inLabAt(temporaryDirectory(), ...command)

/** The same in a directory that has settings or files for it. */
const inLabAt = (cwd: string, ...command: readonly string[]) =>
  mintwell(['lab', 'exec', '--connection', 'c', '--', ...command], { cwd, env: { HOME: cwd } })

/** The same under `mintwell exec`, which stands between the step's own endpoint and the program. */
const underExec = (...command: readonly string[]) =>
  inLab(process.execPath, mintwellBin, 'exec', '--connection', 'c', '--', ...command)

/** Both ways in which a program is started. */
const ways = [
  ['in the lab', inLab],
  ['under exec', underExec],
] as const

/** A program of npm, installed for the tests alone. */
const fromNpm = (directory: string, program: string) => join(root, directory, 'node_modules/.bin', program)

describeWith(['wget'], 'wget', () => {
  // parity: lab-programs (wget)
  it.each(ways)('trusts the authority of the lab and goes through its proxy: %s', async (_, run) => {
    const { code, stdout, stderr } = await run('wget', '--quiet', '--output-document=-', PAGE)
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ cloud_instance_name: 'microsoftonline.com' })
  })
})

describeWith(['az'], 'az in lab exec', () => {
  // parity: lab-programs (az)
  it('is logged in before the command starts, as the application of the connection', async () => {
    const { code, stdout, stderr } = await inLab('az', 'account', 'show', '--query', 'user.type', '--output', 'tsv')
    expect([code, stdout], stderr).toEqual([0, 'servicePrincipal\n'])
    expect(stderr).toBe('')
  })
})

describeWith(['java'], 'Java', () => {
  // parity: lab-programs (OpenJDK)
  it('trusts the authority of the lab, and goes through its proxy without credentials of its own', async () => {
    const directory = temporaryDirectory()
    const file = join(directory, 'Page.java')
    writeFileSync(
      file,
      `public class Page {
        public static void main(String[] arguments) throws Exception {
          var client = java.net.http.HttpClient.newHttpClient();
          var request = java.net.http.HttpRequest.newBuilder(java.net.URI.create(arguments[0])).build();
          System.out.println(client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString()).statusCode());
          var connection = (java.net.HttpURLConnection) new java.net.URL(arguments[0]).openConnection();
          System.out.println(connection.getResponseCode());
        }
      }`,
    )
    const { code, stdout, stderr } = await inLab('java', file, PAGE)
    expect([code, stdout], stderr).toEqual([0, '200\n200\n'])
  })
})

describeWith(['ruby'], 'Ruby', () => {
  // parity: lab-programs, entra-ruby-get (Ruby)
  it.each(ways)(
    'takes a token at v1 as the Azure SDK for Ruby asks: by GET, with a form in the body: %s',
    async (_, run) => {
      const script = `
require 'net/http'
require 'json'
uri = URI("https://login.microsoftonline.com/#{ENV['tenantId']}/oauth2/token")
request = Net::HTTP::Get.new(uri, 'content-type' => 'application/x-www-form-urlencoded')
request.body = URI.encode_www_form(
  grant_type: 'client_credentials', client_id: ENV['servicePrincipalId'], resource: 'https://management.azure.com/',
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: ENV['idToken'])
answer = Net::HTTP.start(uri.host, uri.port, use_ssl: true) { |http| http.request(request) }
puts answer.code, JSON.parse(answer.body)['token_type']
bare = Net::HTTP.start(uri.host, uri.port, use_ssl: true) { |http| http.get(uri.path) }
puts bare.code, JSON.parse(bare.body)['error_codes']
`
      const { code, stdout, stderr } = await run('ruby', '-e', script)
      expect([code, stdout.split('\n')], stderr).toEqual([0, ['200', 'Bearer', '400', '900561', '']])
    },
  )
})

describeWith(['node'], 'azure-devops-node-api', () => {
  // parity: lab-programs, ado-tasks (azure-devops-node-api 14.0.2)
  it('reaches https://dev.azure.com, though it drops the credentials of the proxy variable, and lists the tasks', async () => {
    const directory = join(root, 'test/clients/programs')
    const { code, stdout, stderr } = await inLab(process.execPath, join(directory, 'devops-tasks.mjs'))
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toEqual(expect.arrayContaining(['AzureCLI@2', 'Bash@3']))
  })
})

describeWith(['node'], 'tfx', () => {
  // parity: lab-programs, ado-tasks (tfx-cli 0.23)
  it.each(ways)(
    'lists the tasks of the organization at https://dev.azure.com with the token of the step: %s',
    async (_, run) => {
      const list = `"$0" build tasks list --service-url https://dev.azure.com/lab --auth-type pat --token "$SYSTEM_ACCESSTOKEN" --json`
      const { code, stdout, stderr } = await run('bash', '-c', list, fromNpm('tools/extension', 'tfx'))
      expect(code, stderr).toBe(0)
      const tasks = JSON.parse(stdout) as { name: string; version: { major: number } }[]
      expect(tasks.map(({ name, version }) => `${name}@${version.major}`)).toContain('AzureCLI@3')
    },
  )
})

describeWith(['node'], 'the CLI for Microsoft 365', () => {
  // parity: lab-programs, entra-graph-claims (CLI for Microsoft 365 11.11)
  it.each(ways)(
    'logs in with the federated identity of the connection, and reads the application that it is: %s',
    async (_, run) => {
      const script = `
"$0" login --authType federatedIdentity --appId "$servicePrincipalId" --tenant "$tenantId" >&2 &&
"$0" status --output json && "$0" entra app list --output json`
      const { code, stdout, stderr } = await run('bash', '-c', script, fromNpm('test/clients', 'm365'))
      expect(code, stderr).toBe(0)
      expect(stdout).toContain('"authType": "federatedIdentity"')
      const [, connectedAs] = /"connectedAs": "([^"]+)"/.exec(stdout) ?? []
      expect(stdout).toContain(`"displayName": "${connectedAs}"`)
    },
  )
})

describeWith(['packer', 'az'], 'packer', () => {
  // parity: lab-programs, arm-validate (packer 1.6)
  it('has its template for a machine validated, and learns at the deployment that the lab deploys nothing', async () => {
    const directory = temporaryDirectory()
    writeFileSync(join(directory, 'mintwell.yml'), 'connections:\n  c:\n    scheme: secret\n')
    const names = ['subscription', 'tenantId', 'servicePrincipalId', 'servicePrincipalKey']
    const image = {
      type: 'azure-arm',
      client_id: '{{user `servicePrincipalId`}}',
      client_secret: '{{user `servicePrincipalKey`}}',
      subscription_id: '{{user `subscription`}}',
      tenant_id: '{{user `tenantId`}}',
      managed_image_resource_group_name: 'images',
      managed_image_name: 'image',
      os_type: 'Linux',
      image_publisher: 'Canonical',
      image_offer: 'UbuntuServer',
      image_sku: '18.04-LTS',
      location: 'West Europe',
      vm_size: 'Standard_B1s',
    }
    const variables = Object.fromEntries(names.map((name) => [name, `{{env \`${name}\`}}`]))
    writeFileSync(join(directory, 'image.json'), JSON.stringify({ variables, builders: [image] }))
    const script = `export subscription=$(az account show --query id --output tsv) PACKER_CACHE_DIR=$PWD CHECKPOINT_DISABLE=1
az group create --name images --location westeurope --output none && packer build -color=false image.json`
    const { code, stdout, stderr } = await inLabAt(directory, 'bash', '-c', script)
    expect(code, stderr).toBe(1)
    expect(stdout).toMatch(/Validating deployment template[\s\S]*Deploying deployment template/)
    expect(stdout).toContain("The resource type 'deployments' could not be found")
  })
})

describeWith(['perl', 'lwp-request'], 'LWP', () => {
  // parity: lab-programs (libwww-perl 6)
  it.each(ways)(
    'goes through the proxy and trusts the authority by the variables that are for it alone: %s',
    async (_, run) => {
      const script = 'print LWP::UserAgent->new->get($ARGV[0])->status_line'
      const { code, stdout, stderr } = await run('perl', '-MLWP::UserAgent', '-e', script, PAGE)
      expect([code, stdout], stderr).toEqual([0, '200 OK'])
    },
  )
})

describeWith(['s3cmd'], 's3cmd', () => {
  it('ignores the proxy variables, finds nobody, and the lab says why', async () => {
    const { code, stderr } = await inLab('s3cmd', 'ls', '--access_key=x', '--secret_key=y')
    expect(code).not.toBe(0)
    expect(stderr).toContain('lab: a program looked up a host name itself')
  })
})
