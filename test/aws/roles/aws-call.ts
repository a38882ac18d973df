/** A request to AWS as IAM sees it. */

/** What an action was asked to be done with: one decision of IAM. */
export interface Demand {
  /** As policies name it, such as `dynamodb:PutItem`. */
  readonly action: string;
  /** An ARN, or `*` where the action knows no resource. */
  readonly resource: string;
  /** Condition keys that the request itself brings along. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** Where a request names something without saying whose and where. */
export interface Place {
  readonly account: string;
  readonly region: string;
  /** ARNs of secrets by name: an ARN ends in characters that the name does not have. */
  readonly secrets?: ReadonlyMap<string, string>;
}
