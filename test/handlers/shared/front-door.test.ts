import { describe, expect, test } from "@jest/globals";
import { type Door, frontDoor, Unavailable } from "../../../handlers/shared/front-door.ts";
import { createAnswers } from "../../../handlers/shared/http.ts";
import { NOW } from "../../fixtures/configuration.ts";
import { httpEvent, lambdaContext } from "../../helpers/http-event.ts";
import { knock } from "../../helpers/knock.ts";
import { keepLogLines } from "../../helpers/log-lines.ts";

const lines = keepLogLines();
const answers = createAnswers("https://sp.example.test");

function doorThat(serve: Door<{ answers: typeof answers }>["serve"]): Door<{ answers: typeof answers }> {
  return { name: "door", unavailable: { title: "Not now", words: "Nothing was done." }, serve };
}

const failing = (error: unknown) =>
  doorThat(async () => {
    throw error;
  });

const served = doorThat(async ({ answers: own }) => ({
  answer: own.redirect("/"),
  outcome: "went",
  notes: { extra: 1 },
}));

test("each request writes one line with its outcome, its status and its numbers", async () => {
  await knock(served, { answers });
  expect(lines).toEqual([
    {
      level: "info",
      message: "door answered",
      fields: {
        outcome: "went",
        status: 303,
        correlationId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
        requestId: "request-1",
        ms: expect.any(Number),
        extra: 1,
      },
    },
  ]);
});

describe("a dependency that does not answer", () => {
  const door = failing(new Unavailable("ledger-unavailable", new Error("socket hang up")));

  test("gives a page with 503, its reason and the number of the log line, and says when to come back", async () => {
    const { statusCode, headers, body } = await knock(door, { answers });
    expect(statusCode).toBe(503);
    expect(headers).toMatchObject({ "retry-after": "60", "content-type": "text/html; charset=utf-8" });
    for (const part of ["Not now", "Nothing was done.", "ledger-unavailable", String(lines[0]?.fields.correlationId)]) {
      expect(body).toContain(part);
    }
    expect(lines).toMatchObject([{ level: "error", fields: { cause: { cause: { message: "socket hang up" } } } }]);
  });

  test("gives JSON to a program", async () => {
    const { statusCode, body = "" } = await knock(door, { answers }, { headers: { accept: "application/json" } });
    expect(statusCode).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ reason: "ledger-unavailable", words: "Nothing was done." });
  });
});

test("a defect gives a page with 500 that tells nothing of its inside", async () => {
  const { statusCode, body } = await knock(failing(new TypeError("secret <detail>")), { answers });
  expect(statusCode).toBe(500);
  expect(body).not.toContain("secret");
  expect(lines).toMatchObject([{ level: "error", fields: { outcome: "internal", cause: { name: "TypeError" } } }]);
});

test("dependencies are made once; where that fails, the next request tries again", async () => {
  let attempts = 0;
  const assemble = async () => {
    attempts += 1;
    if (attempts === 1) throw new Error("no configuration");
    return { answers };
  };
  const handler = frontDoor(served, assemble, () => NOW);
  await expect(handler(httpEvent(), lambdaContext)).rejects.toThrow("no configuration");
  await handler(httpEvent(), lambdaContext);
  await handler(httpEvent(), lambdaContext);
  expect(attempts).toBe(2);
});
