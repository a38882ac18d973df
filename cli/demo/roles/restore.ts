/** Who would have matched a pruned mapping is kept, and one command brings it back. */
import { askForCredentials, postAgain, signIn } from "./people.ts";
import { listed, liveThrough, roles, type Scene, show } from "./scene.ts";

export async function restore(scene: Scene): Promise<void> {
  const { report, calendar, stack, files, log } = scene;
  report.part(`Day ${calendar.comeback}: Bob is back, and developer is gone`);
  await liveThrough(scene, calendar.due, calendar.comeback);
  const refused = await signIn(scene, "bob");
  report.check(refused.outcome === "role-pruned", `Bob signs in, and the page says: ${refused.outcome}`);
  const again = await postAgain(scene, refused.delivery);
  report.check(again === "role-pruned", `he reloads the page: ${again}`);
  await stack.quiet();

  const list = await roles(scene, "list", "list");
  show(
    scene,
    list.lines.filter((line) => /^(mapping|developer) /.test(line)),
  );
  const developer = (await listed(scene)).get("developer");
  report.check(
    developer?.lastWouldHaveMatchedAt != null && developer.usage.withheld === 1,
    "kept: one login would have been granted it; the same message again counts once",
  );
  const plan = await roles(scene, "plan stage.yaml", "plan", files.stageFile);
  show(
    scene,
    plan.lines.filter((line) => /pruned|restore/.test(line)),
  );
  report.check(plan.code === 0, "the file still has it, and applying the file does not bring it back by accident");

  const why = ["--why", "Bob is back from leave", "--by", "platform@example.com"];
  const restored = await roles(scene, `restore developer --why "${why[1]}"`, "restore", "developer", ...why);
  show(scene, restored.lines);
  const { delivery, outcome } = await signIn(scene, "bob");
  const asked = await askForCredentials(scene, delivery, { mappingId: "developer" });
  report.check(
    restored.code === 0 && outcome === "let in" && asked.refusedAs === null,
    `Bob signs in: ${outcome}; credentials: ${asked.refusedAs ?? "issued"}`,
  );
  await stack.quiet();
  await log.until("reconciled", "matched", 4);
}
