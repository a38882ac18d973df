import { CfnQueryDefinition } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { QUERIES } from "../../dashboards/queries/queries.ts";
import type { Watched } from "./watched.ts";

export interface SavedQueriesProps extends Pick<Watched, "logGroupNames"> {
  readonly stageName: string;
}

/** Questions to the functions' logs, as CloudWatch Logs Insights lists them. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { stageName, logGroupNames }: SavedQueriesProps) {
    super(scope, id);
    for (const { name, functions, lines } of QUERIES) {
      new CfnQueryDefinition(this, name.replaceAll(/[^a-z0-9]+/gi, "-"), {
        name: `samltrail/${stageName}/${name}`,
        queryString: lines.join("\n| "),
        logGroupNames: functions.map((each) => logGroupNames[each]),
      });
    }
  }
}
