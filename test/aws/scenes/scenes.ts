/** The whole, in the order in which it is played: the scenes of test/e2e, and those that need what only the deployer can do. */
import { credentials } from "../../e2e/scenario/credentials.ts";
import type { Scene } from "../../e2e/scenario/deployment.ts";
import { evidence } from "../../e2e/scenario/evidence.ts";
import { metadata } from "../../e2e/scenario/metadata.ts";
import { pruning } from "../../e2e/scenario/pruning.ts";
import { schedules } from "../../e2e/scenario/schedules.ts";
import { sessions } from "../../e2e/scenario/sessions.ts";
import { signIns } from "../../e2e/scenario/sign-ins.ts";
import type { StageFolder } from "../deploy/stage-folder.ts";
import type { Backstage } from "./backstage.ts";
import { legalHold } from "./legal-hold.ts";
import { lostAnswers } from "./lost-answers.ts";
import { monthReport } from "./month-report.ts";
import { past } from "./past.ts";
import { pruneQueue } from "./prune-queue.ts";
import { publishedMetadata } from "./published-metadata.ts";
import { reconciliation } from "./reconciliation.ts";
import { refusingBus } from "./refusing-bus.ts";
import { rememberedIdentities } from "./remembered-identities.ts";

export const scenesOf = (backstage: Backstage, folder: StageFolder): readonly Scene[] => [
  signIns,
  metadata,
  sessions,
  credentials,
  past(backstage),
  lostAnswers(backstage),
  evidence,
  schedules,
  monthReport,
  pruning,
  pruneQueue(backstage),
  refusingBus(backstage),
  publishedMetadata(backstage, folder),
  legalHold(backstage),
  rememberedIdentities(backstage),
  // Last of all: an assumption that nobody lent holds pruning back until somebody has looked into it.
  reconciliation(backstage),
];
