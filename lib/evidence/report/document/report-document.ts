/** A report as the blocks that both of its pages show. */
import type { Report } from "../report.ts";
import { activity } from "./activity.ts";
import type { Block, ReportDocument } from "./block.ts";
import { completeness } from "./completeness.ts";
import { criteria } from "./criteria.ts";
import { firstPage, unreadSection } from "./first-page.ts";
import { populations, sample } from "./populations.ts";

function notCovered({ notCovered: all }: Report): readonly Block[] {
  return [
    { kind: "heading", level: 2, text: "What was not covered", id: "not-covered", onNewPage: true },
    {
      kind: "table",
      table: {
        caption: "What this report says nothing about",
        columns: [
          { label: "What", share: 40 },
          { label: "Why", share: 60 },
        ],
        rows: all.map(({ what, why }) => [what, why]),
      },
    },
  ];
}

function howToVerify({ completeness: { head } }: Report): readonly Block[] {
  return [
    { kind: "heading", level: 2, text: "How to verify this", id: "verify" },
    {
      kind: "text",
      text: `This page vouches for nothing by itself. The package that it came in holds the sealed events which it was counted from, and is checked without samltrail, without a network and without believing who handed it over. Get the public key (key.pem) and the head of the chain (head.json, that of ${head.hour} or a later one) from somebody else than who gave you the package; VERIFY.md says where they are kept.`,
    },
    {
      kind: "commands",
      lines: [
        "samltrail verify package.zip --key key.pem --head head.json",
        "# or on the unpacked folder, with nothing but Node.js:",
        "node verify.mjs . --key key.pem --head head.json",
      ],
    },
    {
      kind: "text",
      text: "Exit code 0 says: verified. 1: a line marked WRONG says what and where. 3: self-consistent only, since no key or head from elsewhere was given. This page and report.json, which it was made from, stand in the manifest with their hashes; the seals vouch for the events, and anybody can count those again.",
    },
  ];
}

export function reportDocument(report: Report): ReportDocument {
  const environments = report.environments.length > 0 ? ` · ${report.environments.join(", ")}` : "";
  return {
    title: report.title,
    subtitle: `Evidence report by samltrail${environments}`,
    date: report.completeness.seals.lastSealedAt,
    blocks: [
      ...firstPage(report),
      ...unreadSection(report),
      ...activity(report),
      ...criteria(report),
      ...populations(report),
      ...completeness(report),
      ...sample(report),
      ...notCovered(report),
      ...howToVerify(report),
    ],
  };
}
