import { describe, expect, test } from "@jest/globals";
import { STAGE } from "../../config/helpers/stage-folder.ts";
import { BOTH, file, mapping, rolesAtCommandLine } from "./helpers/roles-at-command-line.ts";

const { plan, apply, store, prune, write, path } = rolesAtCommandLine();

describe("samltrail roles plan", () => {
  test("says what would be created, with file and line, and exits with 3", async () => {
    const { code, out } = await plan();
    expect(code).toBe(3);
    expect(out).toBe(
      [
        "+ create auditors: Auditor of okta in dev > arn:aws:iam::123456789012:role/samltrail-auditors",
        "    mappings.yaml:2",
        "+ create admins: Admin of okta in dev > arn:aws:iam::123456789012:role/samltrail-admins",
        "    mappings.yaml:9",
        "2 to create; 0 as the file has them",
      ].join("\n"),
    );
    expect(await store().all()).toEqual([]);
  });

  test("says field by field what would change, and what would be retired", async () => {
    await apply();
    const envelope = `    envelope: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:Get*", Resource: "*" }] }\n`;
    write("mappings.yaml", file(mapping("auditors", "Auditor", `    maximumSessionMinutes: 30\n${envelope}`)));
    const { code, out } = await plan();
    expect(code).toBe(3);
    expect(out).toContain("~ change auditors: Auditor of okta in dev");
    expect(out).toContain("    maximumSessionMinutes: 60 > 30");
    expect(out).toContain('    envelope: none > {"Version":"2012-10-17"');
    expect(out).toContain("- retire admins: Admin of okta in dev");
    expect(out).toContain("1 to change, 1 to retire; 0 as the file has them");
  });

  test("exits with 0 where nothing is to change", async () => {
    await apply();
    expect(await plan()).toEqual({ code: 0, out: "nothing to change; 2 as the file has them", error: "" });
  });

  test("speaks JSON to programs", async () => {
    await apply();
    await prune("admins");
    write("mappings.yaml", BOTH.replace("owner: security@sp.test", "owner: audit@sp.test"));
    const { out } = await plan("--json");
    expect(JSON.parse(out)).toMatchObject({
      changes: [
        {
          action: "change",
          id: "auditors",
          place: { line: 2 },
          differences: [{ field: "owner", before: "security@sp.test", after: "audit@sp.test" }],
        },
      ],
      leftPruned: [{ id: "admins", place: { line: 9 } }],
      unchanged: 1,
    });
  });

  const unusable: readonly (readonly [string, string, string, string])[] = [
    [
      "of an account that the stage does not list",
      "::123456789012:role/samltrail-auditors",
      "::999999999999:role/samltrail-auditors",
      "mappings.yaml:6:5: mappings[0].iamRole: expected a role in an account of 123456789012, found account 999999999999",
    ],
    [
      "that crosses into another environment",
      "::123456789012:role/samltrail-auditors",
      "::210987654321:role/samltrail-auditors",
      "mappings.yaml:6:5: mappings[0].iamRole: expected a role in an account of 123456789012, found account 210987654321 of prod: a mapping stays in its environment",
    ],
    [
      "that repeats another",
      "samlRole: Admin",
      "samlRole: Auditor",
      "mappings.yaml:9:5: mappings[1]: expected identityProvider, samlRole and environment to differ from every other mapping, found those of mappings[0]",
    ],
  ];

  test.each(unusable)("refuses a mapping %s, with file, line and reason", async (_, from, to, message) => {
    write("stage.yaml", STAGE.replace('dev: ["123456789012"]', 'dev: ["123456789012"], prod: ["210987654321"]'));
    write("mappings.yaml", BOTH.replace(from, to));
    const error = `the configuration cannot be used: ${message}`;
    expect(await plan()).toEqual({ code: 1, out: "", error });
    expect((await apply()).code).toBe(1);
    expect(await store().all()).toEqual([]);
    write("stage.yaml", STAGE);
  });

  test("asks which stack is meant where nothing says so", async () => {
    delete process.env.EVENT_BUS_NAME;
    const { code, error } = await plan();
    process.env.EVENT_BUS_NAME = "trail";
    expect(code).toBe(2);
    expect(error).toContain("which stack? Say --stack local, --outputs <file>, or set EVENT_BUS_NAME");
    const { error: noStack } = await plan("--stack", "local", "--data", `${path()}/none`);
    expect(noStack).toContain("no stack is running with its data in none: start it with npm start");
  });

  test("finds a deployed stack by what cdk deploy wrote", async () => {
    const outputs = { RoleMappingsTable: "role-mappings", RoleUsageTable: "role-usage", EventBusName: "trail" };
    write("outputs.json", JSON.stringify({ "samltrail-dev-state": outputs }));
    delete process.env.ROLE_MAPPINGS_TABLE;
    const { code } = await plan("--outputs", `${path()}/outputs.json`);
    expect(process.env.ROLE_MAPPINGS_TABLE).toBeUndefined();
    process.env.ROLE_MAPPINGS_TABLE = "role-mappings";
    expect(code).toBe(3);
  });
});
