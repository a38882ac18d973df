import { describe, expect, test } from "@jest/globals";
import { createProducer } from "../../lib/events/producer.ts";

describe("a producer's numbers", () => {
  test("run from 1 without a gap", () => {
    const producer = createProducer("p");
    expect([producer.next(), producer.next(), producer.next()]).toEqual([1, 2, 3]);
  });

  test("are used again, lowest first, when the events that had them were never recorded", () => {
    const producer = createProducer("p");
    for (let number = 1; number <= 3; number += 1) producer.next();
    producer.release(3);
    producer.release(2);
    expect([producer.next(), producer.next(), producer.next()]).toEqual([2, 3, 4]);
  });

  test("belong to a process: two producers have different ids", () => {
    expect(createProducer().id).not.toBe(createProducer().id);
  });
});
