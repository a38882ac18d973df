/** The templates of a stage as they are deployed, without bundles. */
import { Template } from "aws-cdk-lib/assertions";
import { appOf } from "../../test/infra/helpers/synthesize.ts";
import { type Counts, countTemplates } from "./template.ts";

export async function countStage(): Promise<Counts> {
  const { stateful, stateless, observability, analytics } = await appOf();
  return countTemplates([stateful, stateless, observability, analytics].map((stack) => Template.fromStack(stack)));
}
