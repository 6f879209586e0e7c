/** The YAML that gives a script step of Azure Pipelines the job token, ready to paste. */
export const mappingYaml = ['- bash: …', '  env:', '    SYSTEM_ACCESSTOKEN: $(System.AccessToken)'].join('\n')
