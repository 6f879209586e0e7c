#!/bin/sh
# Stands for a deployment of yours: trades the ID token that the command was given for an access token.
#
#   npx mintwell lab exec --connection production -- examples/nightly/deploy.sh
set -eu
ASSERTION=$idToken CLIENT_ID=$servicePrincipalId TENANT_ID=$tenantId exec node "$(dirname "$0")/exchange.mjs"
