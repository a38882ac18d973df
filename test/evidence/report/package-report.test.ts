/** A report and the package around it: whole, or not there. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type ClosingWriter, folderWriter } from "../../../lib/evidence/package/package-writers.ts";
import { type PackageOrder, packageReport } from "../../../lib/evidence/report/package-report.ts";
import { aLoginFailed } from "../../helpers/events.ts";
import { anArchive, inHour, PERIOD } from "./helpers/a-month.ts";

const HOUR = "2026-08-03T18";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "samltrail-package-"));
  mkdirSync(join(folder, "scratch"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function packaged(more: Partial<PackageOrder>) {
  const { store } = await anArchive({ [HOUR]: [aLoginFailed({}, inHour(HOUR))] });
  return packageReport(
    {
      ...{ store, scratch: join(folder, "scratch"), period: PERIOD, framework: "soc2", basis: "events" },
      ...{ codeVersion: "test", sampleSize: 5, seed: null, names: null, people: null, accessLog: null },
    },
    {
      open: () => folderWriter(join(folder, "package")),
      beside: [],
      generation: () => ({ at: "2026-09-01T08:00:00.000Z", by: "test" }),
      ...more,
    },
  );
}

test("a package has its manifest once everything else is there", async () => {
  const { report, fileCount } = await packaged({});
  expect(report.complete).toBe(true);
  expect(fileCount).toBeGreaterThan(30);
  expect(existsSync(join(folder, "package", "manifest.json"))).toBe(true);
});

test("where the evidence cannot be written nothing is left", async () => {
  const full = (writer: ClosingWriter): ClosingWriter => ({
    ...writer,
    add: (path, content) =>
      path.startsWith("events/") ? Promise.reject(new Error("the disk is full")) : writer.add(path, content),
  });
  const failing = packaged({ open: () => full(folderWriter(join(folder, "package"))) });
  await expect(failing).rejects.toThrow("the disk is full");
  expect(existsSync(join(folder, "package"))).toBe(false);
});

test("where the export cannot be recorded nothing is left", async () => {
  const failing = packaged({ record: () => Promise.reject(new Error("the bus refuses")) });
  await expect(failing).rejects.toThrow("the bus refuses");
  expect(existsSync(join(folder, "package"))).toBe(false);
});
