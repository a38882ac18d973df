/**
 * The report as OSCAL assessment results (NIST, model 1.2.3): what was reviewed, observed and found. Ids are
 * drawn from the period's last seal, so that the same events give the same bytes.
 */
import { createHash } from "node:crypto";
import type { Exception, Report, Section, TestResult } from "./report.ts";

const OSCAL_VERSION = "1.2.3";
const NAMESPACE = "urn:samltrail:oscal";

/** RFC 9562's namespace for names that are URLs; ours are URNs below `NAMESPACE`. */
const URL_NAMESPACE = Buffer.from("6ba7b8119dad11d180b400c04fd430c8", "hex");

/** A UUID of version 5 (RFC 9562 §5.5), which is SHA-1 by definition: an identity, and no proof of anything. */
function uuidOf(seed: string, name: string): string {
  const bytes = createHash("sha1")
    .update(URL_NAMESPACE)
    .update(`${NAMESPACE}:${seed}:${name}`)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** OSCAL's tokens begin with a letter and hold no blanks; its strings hold no line ends and are not empty. */
const controlOf = (criterion: string): string => `soc2-${criterion.toLowerCase().replace(".", "-")}`;
const line = (text: string): string => text.replaceAll(/\s+/g, " ").trim() || "none";

const prop = (name: string, value: string | number) => ({ name, ns: NAMESPACE, value: line(String(value)) });

/** Open exceptions fail it; a test that was not run leaves it undecided. That nothing happened satisfies it, and is said to be all there was. */
function statusOf({ tests }: Section): { readonly state: string; readonly reason: string } {
  if (tests.some(({ exceptions }) => exceptions.open > 0)) return { state: "not-satisfied", reason: "fail" };
  if (tests.some(({ result }) => result === "not-run")) return { state: "not-satisfied", reason: "other" };
  return { state: "satisfied", reason: tests.some(({ result }) => result !== "nothing-to-examine") ? "pass" : "other" };
}

/** @returns the file's content, for canonical JSON */
export function assessmentResults(report: Report, reportSha256: string): unknown {
  const { completeness, period, sections } = report;
  const seed = completeness.seals.last;
  const collected = completeness.seals.lastSealedAt;
  const id = (name: string) => uuidOf(seed, name);
  const evidence = (href: string, description: string) => ({ href, description });

  const observation = ({ criterion }: Section, test: TestResult) => ({
    uuid: id(`observation ${test.id}`),
    title: line(`${criterion}: ${test.id}`),
    description: line(test.asks),
    props: [
      prop("result", test.result),
      prop("examined", `${test.examined} ${test.unit}`),
      ...Object.entries(test.exceptions).map(([name, count]) => prop(`exceptions-${name}`, count)),
    ],
    methods: ["TEST"],
    types: ["control-objective"],
    collected,
    "relevant-evidence": [
      evidence("report.json", `The test's parameters and its result; SHA-256 of the file: ${reportSha256}`),
      ...test.populations.map((name) => evidence(`populations/${name}.csv`, `The population ${name}`)),
    ],
    ...(test.notRun === null ? {} : { remarks: `Not run: ${line(test.notRun)}` }),
    ...(test.result === "nothing-to-examine"
      ? { remarks: "Nothing to examine: none of what the test asks about happened in the period." }
      : {}),
  });

  const risk = (section: Section, test: TestResult, { id: name, what, note, state }: Exception) => ({
    uuid: id(`risk ${name}`),
    title: line(name),
    description: line(what),
    statement: line(note ?? "Somebody owes an explanation."),
    props: [prop("criterion", section.criterion), prop("test", test.id)],
    status: state === "open" ? "open" : "closed",
    "related-observations": [{ "observation-uuid": id(`observation ${test.id}`) }],
  });

  const finding = (section: Section) => ({
    uuid: id(`finding ${section.criterion}`),
    title: line(`${section.criterion}: ${section.title}`),
    description: line(section.claim),
    target: {
      type: "objective-id",
      "target-id": `${controlOf(section.criterion)}_obj`,
      status: { ...statusOf(section), remarks: line(section.limits) },
    },
    "related-observations": section.tests.map((test) => ({ "observation-uuid": id(`observation ${test.id}`) })),
  });

  const risks = sections.flatMap((section) =>
    section.tests.flatMap((test) => test.listed.map((exception) => risk(section, test, exception))),
  );
  return {
    "assessment-results": {
      uuid: id("assessment-results"),
      metadata: {
        title: line(report.title),
        "last-modified": collected,
        version: line(completeness.codeVersion),
        "oscal-version": OSCAL_VERSION,
        props: [prop("report-sha256", reportSha256), prop("last-seal", seed)],
      },
      "import-ap": {
        href: `#${id("plan")}`,
        remarks: "There is no separate plan: report.json states what was tested, with its parameters.",
      },
      results: [
        {
          uuid: id("result"),
          title: line(report.title),
          description: line(completeness.query),
          start: period.start,
          end: period.end,
          props: [prop("complete", String(report.complete)), prop("events", report.summary.events)],
          "reviewed-controls": {
            "control-selections": [
              { "include-controls": sections.map(({ criterion }) => ({ "control-id": controlOf(criterion) })) },
            ],
          },
          observations: sections.flatMap((section) => section.tests.map((test) => observation(section, test))),
          ...(risks.length > 0 ? { risks } : {}),
          findings: sections.map(finding),
        },
      ],
      "back-matter": {
        resources: [
          {
            uuid: id("plan"),
            title: "report.json",
            rlinks: [{ href: "report.json", hashes: [{ algorithm: "SHA-256", value: reportSha256 }] }],
          },
        ],
      },
    },
  };
}
