/** The account and region that the stack plays. */
export interface Account {
  readonly id: string;
  readonly region: string;
}

export const LOCAL_ACCOUNT: Account = { id: "000000000000", region: "eu-central-1" };
