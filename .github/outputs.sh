#!/usr/bin/env bash
# The outputs of deployed stacks, as `cdk deploy --outputs-file` writes them: outputs.sh <stack>...
set -euo pipefail
for stack in "$@"; do
  aws cloudformation describe-stacks --stack-name "$stack" --query "Stacks[0].Outputs" --output json |
    jq --arg stack "$stack" '{($stack): map({(.OutputKey): .OutputValue}) | add}'
done | jq --slurp add
