import { describe, expect, test } from "@jest/globals";
import { classify } from "../../lib/reconcile/classify.ts";
import { aTrailRecord, LENDER, OTHER_READER, READER } from "../fixtures/cloudtrail/read.ts";

const surveyed = { lender: LENDER, mappedRoles: [READER, OTHER_READER] };

describe("a record is", () => {
  test("the lender's where the credentials function's role called", () => {
    expect(classify(aTrailRecord("assume-role"), surveyed)).toEqual({ kind: "assumed", by: "lender", roleArn: READER });
    const callers = aTrailRecord("assume-role-other-account.caller");
    expect(classify(callers, surveyed)).toMatchObject({ by: "lender", roleArn: OTHER_READER });
  });

  test("of our account where the copy names no caller but our account", () => {
    const copy = aTrailRecord("assume-role-other-account.role");
    expect(classify(copy, surveyed)).toMatchObject({ kind: "assumed", by: "our-account" });
    const foreign = { ...copy, caller: { ...copy.caller, accountId: "999900001111" } };
    expect(classify(foreign, surveyed)).toMatchObject({ kind: "assumed", by: "somebody-else" });
  });

  test("somebody else's where a user, a provider or another role called", () => {
    expect(classify(aTrailRecord("assume-role-by-a-stranger"), surveyed)).toMatchObject({ by: "somebody-else" });
    expect(classify(aTrailRecord("assume-role-with-saml"), surveyed)).toMatchObject({ by: "somebody-else" });
    const record = aTrailRecord("assume-role");
    const role = "arn:aws:iam::222233334444:role/samltrail-test-credentials-2";
    const other = { ...record, caller: { ...record.caller, roleArn: role } };
    expect(classify(other, surveyed)).toMatchObject({ by: "somebody-else" });
  });

  test("of no concern where no mapping names the role, as where a service assumes its own", () => {
    expect(classify(aTrailRecord("assume-role-by-a-service"), surveyed)).toEqual({ kind: "unmapped" });
    expect(classify(aTrailRecord("assume-role", { roleArn: null }), surveyed)).toEqual({ kind: "unmapped" });
  });

  test("somebody else's where a service assumes a role that a mapping names", () => {
    const record = aTrailRecord("assume-role-by-a-service", { roleArn: READER });
    expect(classify(record, surveyed)).toMatchObject({ kind: "assumed", by: "somebody-else" });
  });

  test("refused where STS said no", () => {
    expect(classify(aTrailRecord("assume-role-refused"), surveyed)).toEqual({ kind: "refused" });
  });

  test("about a mapped role whatever the case it was asked for in", () => {
    const shouted = aTrailRecord("assume-role-by-a-stranger", {
      roleArn: READER.replace("samltrail-reader", "SAMLTRAIL-Reader"),
    });
    expect(classify(shouted, surveyed)).toMatchObject({ kind: "assumed", by: "somebody-else" });
  });
});
