/** Text that is another text to another reader: encodings and characters. */

import { formOf } from "../fixtures/form.ts";
import { type Attack, admits, byParser, byRule, byStep, next } from "./attack.ts";
import { AS_EVE, eves, evesWith, swap } from "./ingredients.ts";

const posted = (bytes: Uint8Array) => ({ form: formOf(["SAMLResponse", Buffer.from(bytes).toString("base64")]) });
const withDoctype = (subset: string) => `<!DOCTYPE samlp:Response ${subset}>${eves()}`;

/** Eve owns the address on the left, or can register it: what is put in is signed with her name. */
const inNameId = (text: string) =>
  evesWith((draft) => {
    const { assertion, edits } = draft;
    if (assertion?.nameId) assertion.nameId.value = "ada@acme.example.evil.example";
    edits.finished.push((xml) => swap(xml, "ada@acme.example.evil.example<", `ada@acme.example${text}.evil.example<`));
  });

/** Every character as `width` bytes: what a parser that detects encodings takes for UTF-16 or UTF-32. */
function widened(xml: string, width: 2 | 4, littleEndian: boolean): Buffer {
  const bytes = Buffer.alloc(xml.length * width);
  for (let at = 0; at < xml.length; at += 1) bytes[at * width + (littleEndian ? 0 : width - 1)] = xml.charCodeAt(at);
  return bytes;
}

export const ENCODINGS: readonly Attack[] = [
  {
    name: "utf-16-with-a-mark",
    description: "The message is UTF-16 with a byte order mark",
    reference: null,
    build: () => posted(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(eves(), "utf16le")])),
    stoppedBy: byStep("read-form", "malformed", "not-utf-8"),
    behindIt: next("inspect-xml", "malformed", "character"),
  },
  {
    name: "utf-16-in-disguise",
    description:
      "UTF-16 without a mark is valid UTF-8 full of NULs: a filter on the text sees no comment, a parser that guesses does",
    reference: null,
    build: () => posted(widened(`<?xml version="1.0"?>${inNameId("<!---->")}`, 2, true)),
    stoppedBy: byRule("characters", "malformed", "character"),
    behindIt: next("inspect-xml", "too-large", "too-many-levels"),
    withoutInspection: next("inspect-xml", "malformed", "not-xml"),
  },
  {
    name: "utf-16-big-endian-in-disguise",
    description: "The same with the bytes the other way round",
    reference: null,
    build: () => posted(widened(`<?xml version="1.0"?>${inNameId("<!---->")}`, 2, false)),
    stoppedBy: byRule("characters", "malformed", "character"),
    behindIt: next("inspect-xml", "too-large", "too-many-levels"),
    withoutInspection: next("inspect-xml", "malformed", "not-xml"),
  },
  {
    name: "utf-32-in-disguise",
    description: "The same in UTF-32, with a document type",
    reference: null,
    build: () => posted(widened(withDoctype("[]"), 4, true)),
    stoppedBy: byRule("characters", "malformed", "character"),
    behindIt: next("inspect-xml", "too-large", "too-many-levels"),
    withoutInspection: next("inspect-xml", "malformed", "not-xml"),
  },
  {
    name: "declared-as-utf-7",
    description: "The message says it is UTF-7, in which ASCII letters can stand for markup",
    reference: null,
    build: () => ({ xml: `<?xml version="1.0" encoding="UTF-7"?>${eves()}` }),
    stoppedBy: byRule("utf-8", "malformed", "encoding"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "declared-as-latin-1",
    description: "The message says it is Latin-1, while its bytes are read as UTF-8",
    reference: null,
    build: () => ({ xml: `<?xml version="1.0" encoding="ISO-8859-1"?>${eves()}` }),
    stoppedBy: byRule("utf-8", "malformed", "encoding"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "declared-as-utf-16",
    description: "The message says it is UTF-16 and is not",
    reference: null,
    build: () => ({ xml: `<?xml version="1.0" encoding='UTF-16'?>${eves()}` }),
    stoppedBy: byRule("utf-8", "malformed", "encoding"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "encoding-behind-a-trap",
    description: "A > in the XML declaration hides the encoding from whoever looks for its end",
    reference: null,
    build: () => ({ xml: `<?xml version="1.0" x=">" encoding="UTF-7"?>${eves()}` }),
    stoppedBy: byRule("no-processing-instructions", "processing-instruction", "processing-instruction"),
    behindIt: next("inspect-xml", "malformed", "not-xml"),
    withoutInspection: next("inspect-xml", "malformed", "not-xml"),
  },
  {
    name: "xml-1.1",
    description: "XML 1.1 takes U+0085 and U+2028 for line ends, and allows control characters",
    reference: "xml11 §2.11",
    build: () => ({ xml: `<?xml version="1.1"?>${eves()}` }),
    stoppedBy: byRule("xml-1.0", "malformed", "xml-version"),
    behindIt: admits(AS_EVE),
    withoutInspection: admits(AS_EVE),
  },
  {
    name: "control-character",
    description: "A control character as a reference, which XML 1.0 does not have",
    reference: null,
    build: () => ({ xml: inNameId("&#1;") }),
    stoppedBy: byParser(),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "nul-in-name-id",
    description: "A NUL cuts the NameID for readers of C strings",
    reference: "CVE-2009-2408 class",
    build: () => ({ xml: inNameId("\0") }),
    stoppedBy: byRule("characters", "malformed", "character"),
    behindIt: next("inspect-xml", "malformed", "not-xml"),
    withoutInspection: next("inspect-xml", "malformed", "not-xml"),
  },
  {
    name: "nul-reference-in-name-id",
    description: "A NUL as a character reference",
    reference: "CVE-2009-2408 class",
    build: () => ({ xml: inNameId("&#0;") }),
    stoppedBy: byParser(),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
  {
    name: "second-document-behind-a-nul",
    description: "Behind a NUL a second document follows",
    reference: null,
    build: () => ({ xml: `${eves()}\0${eves()}` }),
    stoppedBy: byRule("characters", "malformed", "character"),
    behindIt: next("inspect-xml", "malformed", "not-xml"),
    withoutInspection: next("inspect-xml", "malformed", "not-xml"),
  },
  {
    name: "two-documents",
    description: "Two Responses follow each other: two root elements",
    reference: "CVE-2022-39300 (node-saml)",
    build: () => ({ xml: eves({ sign: "none", nameId: "ada@acme.example", responseId: "_evil" }) + eves() }),
    stoppedBy: byParser(),
    behindIt: next("verify-with-samlify", "signature-invalid", "not-verifiable"),
  },
  {
    name: "overlong-utf-8",
    description: "A < in two bytes, which lenient decoders take for markup",
    reference: "CVE-2008-2938 class",
    build: () => posted(Buffer.concat([Buffer.from([0xc0, 0xbc]), Buffer.from(eves().slice(1))])),
    stoppedBy: byStep("read-form", "malformed", "not-utf-8"),
    behindIt: next("inspect-xml", "malformed", "not-xml"),
  },
  {
    name: "surrogate-in-utf-8",
    description: "Half a surrogate pair, encoded as if it were a character",
    reference: null,
    build() {
      const [start = "", end = ""] = eves().split(">ada");
      return posted(Buffer.concat([Buffer.from(start), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from(end)]));
    },
    stoppedBy: byStep("read-form", "malformed", "not-utf-8"),
    behindIt: next("inspect-xml", "malformed", "not-xml"),
  },
  {
    name: "mark-in-front-of-the-name",
    description:
      "A U+FEFF is put in front of the signed NameID, where decoders take it for a byte order mark and drop it",
    reference: null,
    build: () => ({ xml: swap(eves({ sign: "assertion" }), ">eve@", ">\ufeffeve@") }),
    stoppedBy: byStep("verify-with-libxml2", "signature-invalid", "digest"),
    behindIt: next("verify-with-samlify", "signature-invalid", "signature"),
  },
];
