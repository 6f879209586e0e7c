import { isatty } from 'node:tty'
import { parseArgs } from 'node:util'
import {
  ClientError,
  describeStep,
  detectSource,
  EXIT_REFUSED,
  execCommand,
  isRoleArn,
  nodeExecProcesses,
  nodeFiles,
  platformOf,
} from '@mintwell/client'
import { provideHelp, provideOptions, readAzureChoice, readFreshness, readSourceChoice } from '../provide/arguments.ts'
import { writeAzShim } from '../provide/az-shim.ts'
import { openProvidePorts } from '../provide/provide-ports.ts'
import { aboutStep, openTelemetry } from '../telemetry/open-telemetry.ts'
import { type Io, UsageError, type Verb } from '../verb.ts'

const usage =
  'mintwell exec [--connection NAME] [--budget D] [--on-breach POLICY] [--azure] [--terraform] [--aws-role-arn ARN] [options] -- CMD [ARGUMENTS]'

/** `mintwell exec`: runs a command with a token that lasts. */
export const exec: Verb = {
  name: 'exec',
  usage,
  help: `Runs CMD with an ID token that is fresh when it starts and stays fresh while it runs. Anything that is missing is reported before CMD starts.

Usage: ${usage}

What CMD gets, beside idToken and the file MINTWELL_ID_TOKEN_FILE
  --azure               AZURE_CLIENT_ID, AZURE_TENANT_ID, AZURE_FEDERATED_TOKEN_FILE, servicePrincipalId, tenantId, and an az that logs in when it
                        must (default in Azure Pipelines where nothing else is asked for)
  --terraform           ARM_* for Terraform, its azurerm backend and Packer
  --aws-role-arn ARN    AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE
  --no-endpoint         no local endpoint: in Azure Pipelines SYSTEM_OIDCREQUESTURI leads to one that gives the fresh token to callers that have
                        the step's own SYSTEM_ACCESSTOKEN
  --client-id, --tenant-id, --subscription   the identity in Azure, where neither the environment nor the connection names it

${provideHelp}

Output
  --receipts FILE       add a line for each token: what it was, never the token; earlier lines reveal echoes of other runs
  --log stdout          our own lines on standard output (default: standard error, so that CMD's output is CMD's)
  --otlp URL            send tokens, verdicts and refusals as OpenTelemetry metrics and logs, without secrets (default: what
                        OTEL_EXPORTER_OTLP_ENDPOINT says, or nowhere); where they do not arrive, CMD is not affected

No shell is added. Signals go to CMD. Files are 0600 and gone at the end, also if this process is killed.

Exit code: CMD's own, 128 and the number of the signal that ended it; 125 CMD was not started, because of the token; 126, 127 it cannot
be run, is not there; 2 wrong use.
`,
  async run(argv, io) {
    const cut = argv.indexOf('--')
    const [program, ...args] = cut === -1 ? [] : argv.slice(cut + 1)
    const { values } = parseArgs({
      args: argv.slice(0, cut === -1 ? undefined : cut),
      allowPositionals: cut === -1,
      options: {
        ...provideOptions,
        azure: { type: 'boolean', default: false },
        terraform: { type: 'boolean', default: false },
        'aws-role-arn': { type: 'string' },
        'no-endpoint': { type: 'boolean', default: false },
        otlp: { type: 'string' },
      },
    })
    if (program === undefined)
      throw new UsageError('give the command after --, as in: mintwell exec --connection NAME -- ./deploy.sh')
    return runCommand(program, args, values, io)
  },
}

async function runCommand(
  program: string,
  args: readonly string[],
  values: Readonly<Record<string, string | boolean | undefined>>,
  io: Io,
): Promise<number> {
  const freshness = readFreshness(values)
  const choice = readSourceChoice(values)
  const awsRoleArn = values['aws-role-arn']
  if (typeof awsRoleArn === 'string' && !isRoleArn(awsRoleArn))
    throw new UsageError(
      `--aws-role-arn takes the ARN of a role, such as arn:aws:iam::123456789012:role/NAME, not '${awsRoleArn.slice(0, 80)}'`,
    )
  const ports = await openProvidePorts(io, values.log)
  try {
    const source = detectSource(io.env, choice, ports)
    const otlp = typeof values.otlp === 'string' ? values.otlp : undefined
    const telemetry = await openTelemetry(otlp, aboutStep(io.env), io, (text) => ports.log.warning(text))
    const platform = platformOf(process.platform, process.execPath)
    const processes = nodeExecProcesses(process.platform, isatty(0), io.onSignals ?? (() => () => {}))
    const receipts = values.receipts
    return await execCommand(
      {
        program,
        args,
        freshness,
        surfaces: {
          azure: values.azure === true ? true : values.terraform === true || awsRoleArn !== undefined ? false : 'auto',
          terraform: values.terraform === true,
          ...(typeof awsRoleArn === 'string' ? { awsRoleArn } : {}),
          endpoint: values['no-endpoint'] !== true,
          identity: readAzureChoice(values),
        },
        ...(typeof receipts === 'string' ? { receipts } : {}),
      },
      source,
      {
        ...ports,
        env: io.env,
        cwd: io.cwd,
        platform,
        processes,
        files: nodeFiles,
        random: Math.random,
        ...(ports.clock === io.clock ? { monotonic: () => Number(process.hrtime.bigint() / 1_000_000n) } : {}),
        handover: describeStep(io.env, source),
        // Loading node:tls costs more than all else that exec loads, and most systems have a file of roots.
        ownRoots: () => process.getBuiltinModule('node:tls').rootCertificates.join('\n'),
        writeAzShim,
        telemetry,
      },
    )
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    ports.log.error(`${error.message}\n${error.hint}`)
    return EXIT_REFUSED
  } finally {
    await ports.close()
  }
}
