import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mintwell, root, temporaryDirectory } from '../mintwell.ts'
import { describeWith } from './require-program.ts'

const PAGE = 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration'

/** Runs a program in a lab, with a connection. */
const inLab = (...command: readonly string[]) =>
  mintwell(['lab', 'exec', '--connection', 'c', '--', ...command], { cwd: temporaryDirectory() })

describeWith(['wget'], 'wget', () => {
  // parity: lab-programs (wget)
  it('trusts the authority of the lab and goes through its proxy', async () => {
    const { code, stdout, stderr } = await inLab('wget', '--quiet', '--output-document=-', PAGE)
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
  it('takes a token at v1 as the Azure SDK for Ruby asks: by GET, with a form in the body', async () => {
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
    const { code, stdout, stderr } = await inLab('ruby', '-e', script)
    expect([code, stdout.split('\n')], stderr).toEqual([0, ['200', 'Bearer', '400', '900561', '']])
  })
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
