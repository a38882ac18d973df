import { defineStep } from "../step.ts";

/** A request to the assertion consumer service, as it came (saml-bindings-2.0 §3.5: HTTP POST binding). */
export interface FormPost {
  readonly method: string;
  readonly contentType: string | null;
  readonly body: Uint8Array;
}

export interface ReadForm {
  /** The message as text; it was UTF-8. */
  readonly xml: string;
  /** What came back as RelayState: not to be trusted. */
  readonly relayState: string | null;
}

/** Bodies over this many bytes are refused unread. */
const MAXIMUM_BODY_BYTES = 256 * 1024;

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Takes the message out of the form: one SAMLResponse, base64, UTF-8, within the size. */
export const readForm = defineStep("read-form", ({ form }: { form: FormPost }, { refuse }): ReadForm => {
  if (form.method !== "POST")
    throw refuse("malformed", { problem: "wrong-method", found: form.method, expected: "POST" });
  const type = (form.contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (type !== "application/x-www-form-urlencoded")
    throw refuse("malformed", { problem: "not-a-form", found: type, expected: "application/x-www-form-urlencoded" });
  if (form.body.byteLength > MAXIMUM_BODY_BYTES)
    throw refuse("too-large", {
      problem: "body-too-large",
      found: `${form.body.byteLength} bytes`,
      expected: `at most ${MAXIMUM_BODY_BYTES} bytes`,
    });

  const fields = new URLSearchParams(Buffer.from(form.body).toString("latin1"));
  const [response, ...more] = fields.getAll("SAMLResponse");
  if (response === undefined || response === "") throw refuse("malformed", { problem: "no-saml-response" });
  if (more.length > 0) throw refuse("malformed", { problem: "several-saml-responses", found: String(more.length + 1) });
  const relayStates = fields.getAll("RelayState");
  if (relayStates.length > 1) throw refuse("malformed", { problem: "several-relay-states" });

  const text = response.replace(/[\r\n\t ]+/g, "");
  if (!BASE64.test(text) || text.length % 4 !== 0) throw refuse("malformed", { problem: "not-base64" });
  try {
    const xml = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "base64"));
    return { xml, relayState: relayStates[0] ?? null };
  } catch (cause) {
    throw refuse("malformed", { problem: "not-utf-8", cause });
  }
});
