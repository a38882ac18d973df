import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openAtomicFiles } from "../../../local/files/atomic-files.ts";
import { type DiskQueue, openDiskQueue } from "../../../local/pipeline/disk-queue.ts";
import { makeDirectory } from "../aws-stand-in.ts";

let directory: string;
let queue: DiskQueue;
let present: Set<string>;
const all = { messages: 100, bytes: 1_000_000 };

async function open(): Promise<DiskQueue> {
  present = new Set();
  return openDiskQueue(join(directory, "queue"), await openAtomicFiles(join(directory, "aside")), {
    onArrival: (id) => void present.add(id),
    onDeparture: (id) => void present.delete(id),
  });
}

beforeEach(async () => {
  directory = await makeDirectory();
  queue = await open();
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const bodies = (messages: readonly { readonly body: string }[]) => messages.map((message) => message.body);

describe("a queue on disk", () => {
  test("hands out the oldest first, at most as many and as much as asked for, each once", async () => {
    for (const body of ["one", "two", "three", "four"]) await queue.send(body);
    expect(bodies(await queue.receive({ messages: 2, bytes: 1000 }))).toEqual(["one", "two"]);
    expect(bodies(await queue.receive({ messages: 2, bytes: 3 }))).toEqual(["three"]);
    expect(bodies(await queue.receive(all))).toEqual(["four"]);
    expect(await queue.receive(all)).toEqual([]);
    expect(queue.depth()).toEqual({ visible: 0, delayed: 0, inFlight: 4, deadLetters: 0 });
  });

  test("hands a released message out again when its time has come, and counts how often", async () => {
    await queue.send("again");
    const [first] = await queue.receive(all);
    if (!first) throw new Error("nothing was received");
    queue.release(first, Date.now() + 60_000);
    expect(await queue.receive(all)).toEqual([]);
    expect(queue.depth()).toMatchObject({ visible: 0, delayed: 1 });
    queue.release(first, Date.now());
    const [second] = await queue.receive(all);
    expect(second).toEqual({ ...first, receives: 2 });
  });

  test("loses nothing over a restart, neither messages nor counts nor dead letters", async () => {
    for (const body of ["done", "buried", "in flight", "unseen"]) await queue.send(body);
    const [done, buried] = await queue.receive({ messages: 3, bytes: 1000 });
    if (!done || !buried) throw new Error("too few were received");
    await queue.remove(done);
    await queue.bury(buried);

    queue = await open();
    expect(present.size).toBe(2);
    expect(queue.depth()).toEqual({ visible: 2, delayed: 0, inFlight: 0, deadLetters: 1 });
    const found = await queue.receive(all);
    expect(found.map(({ body, receives }) => `${body}: ${receives}`).sort()).toEqual(["in flight: 2", "unseen: 1"]);
  });

  test("tells of each message's arrival and departure", async () => {
    await queue.send("one");
    await queue.send("two");
    expect(present.size).toBe(2);
    const [one, two] = await queue.receive(all);
    if (!one || !two) throw new Error("too few were received");
    await queue.remove(one);
    expect([...present]).toEqual([two.id]);
    await queue.bury(two);
    expect(present.size).toBe(0);
  });

  test("forgets a message whose file somebody removed", async () => {
    await queue.send("removed");
    await queue.send("kept");
    const folder = join(directory, "queue", "messages");
    const [name] = (await readdir(folder)).sort();
    await rm(join(folder, String(name)));
    const found = await queue.receive(all);
    expect(found).toHaveLength(1);
    expect(present.size).toBe(1);
  });
});
