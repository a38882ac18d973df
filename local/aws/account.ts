/** The account and region that the stack plays. */
export interface Account {
  readonly id: string;
  readonly region: string;
}

export const LOCAL_ACCOUNT: Account = { id: "000000000000", region: "eu-central-1" };

/** The fixed name of the role that the credentials function runs under (infra/functions/handler-function.ts). */
export const LENDING_ROLE_NAME = "samltrail-local-credentials";

export const lendingRole = ({ id }: Account): string => `arn:aws:iam::${id}:role/${LENDING_ROLE_NAME}`;
