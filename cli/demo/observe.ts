/** What a person would see of an attempt: where it led, or the reason on the page. */
import type { Expectation } from "./attempts.ts";
import type { Addresses, Delivery } from "./sign-in.ts";

export interface Observation {
  readonly outcome: "succeeded" | "failed";
  /** The HTTP API's request id, which the events carry too. */
  readonly requestId: string;
  /** For the progress line. */
  readonly seen: string;
  /** What is not as it must be. */
  readonly problems: readonly string[];
}

/** The session must work: the start page greets the person by name. */
async function greeting({ browser }: Delivery, { serviceProviderUrl }: Addresses, name: string): Promise<string[]> {
  const { page } = await browser.open(`${serviceProviderUrl}/`);
  return page.includes(name) ? [] : [`the start page does not greet ${name}`];
}

/** The reason on the page of a refused login. */
export const reasonOn = (page: string): string =>
  /<dt>Reason<\/dt><dd><code>([a-z-]+)<\/code>/.exec(page)?.[1] ?? "no reason";

export async function observe(delivery: Delivery, expected: Expectation, addresses: Addresses): Promise<Observation> {
  const { status, headers, page } = delivery.answer;
  const requestId = headers.get("apigw-requestid") ?? "";
  if (status === 303) {
    const location = headers.get("location") ?? "nowhere";
    const seen = `let in, to ${location}`;
    if (expected.outcome === "failed") {
      return { outcome: "succeeded", requestId, seen, problems: ["was let in, and must not be"] };
    }
    const problems = await greeting(delivery, addresses, expected.name);
    if (location !== expected.leadsTo) problems.push(`leads to ${location}, not to ${expected.leadsTo}`);
    return { outcome: "succeeded", requestId, seen, problems };
  }
  const reason = reasonOn(page);
  const seen = `refused, HTTP ${status}: ${reason}`;
  if (expected.outcome === "succeeded") {
    return { outcome: "failed", requestId, seen, problems: [`was refused (${reason}), and must not be`] };
  }
  const problems = reason === expected.reason ? [] : [`the page says ${reason}, not ${expected.reason}`];
  return { outcome: "failed", requestId, seen, problems };
}
