import { describe, expect, test } from "@jest/globals";
import { failedMessages } from "../../../local/pipeline/batch-response.ts";

const ids = ["a", "b", "c"];

describe("a consumer's answer", () => {
  test.each([
    ["nothing", undefined],
    ["null", null],
    ["an empty object", {}],
    ["a null list", { batchItemFailures: null }],
    ["an empty list", { batchItemFailures: [] }],
  ])("%s means that all went well", (_what, response) => {
    expect(failedMessages(response, ids)).toEqual([]);
  });

  test("the named messages failed, and no others", () => {
    const response = { batchItemFailures: [{ itemIdentifier: "c" }, { itemIdentifier: "a" }] };
    expect(failedMessages(response, ids)).toEqual(["c", "a"]);
  });

  test.each([
    ["a text", "done"],
    ["a list", []],
    ["an object of something else", { failures: [] }],
    ["a list that is none", { batchItemFailures: "a" }],
    ["an empty identifier", { batchItemFailures: [{ itemIdentifier: "a" }, { itemIdentifier: "" }] }],
    ["a null identifier", { batchItemFailures: [{ itemIdentifier: null }] }],
    ["a misspelt key", { batchItemFailures: [{ messageId: "a" }] }],
    ["a null entry", { batchItemFailures: [null] }],
    ["an identifier of no message", { batchItemFailures: [{ itemIdentifier: "z" }] }],
  ])("%s can't be understood, so the whole batch failed", (_what, response) => {
    expect(failedMessages(response, ids)).toEqual(ids);
  });
});
