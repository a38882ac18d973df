import type { ReasonOf } from "../../events/vocabulary.ts";
import type { LoginRefused, RefusalDetail } from "../refusal.ts";

/** Inspection runs on the message and again on a decrypted assertion, in another step; it gives the same reasons in both. */
export type RefuseInspection = (reason: ReasonOf<"inspect-xml">, detail: RefusalDetail) => LoginRefused;
