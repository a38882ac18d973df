/** The whole, in the order in which it is played. */
import { credentials } from "./credentials.ts";
import type { Scene } from "./deployment.ts";
import { evidence } from "./evidence.ts";
import { metadata } from "./metadata.ts";
import { pruning } from "./pruning.ts";
import { schedules } from "./schedules.ts";
import { sessions } from "./sessions.ts";
import { signIns } from "./sign-ins.ts";

export const SCENES: readonly Scene[] = [signIns, metadata, sessions, credentials, evidence, schedules, pruning];
