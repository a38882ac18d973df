import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";

const ROOT = new URL("../../", import.meta.url);

const pages = [
  "README.md",
  ...["docs/", "docs/decisions/", "docs/set-up/"].flatMap((folder) =>
    readdirSync(new URL(folder, ROOT))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${folder}${name}`),
  ),
];

/** Of headings, as GitHub and most others make them: lower case, without punctuation, hyphens for blanks. */
function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

const read = (url: URL) => readFileSync(url, "utf8");

function isBroken(link: string, page: URL): boolean {
  const target = new URL(link, page);
  const anchor = decodeURIComponent(target.hash.slice(1));
  target.hash = "";
  if (!existsSync(fileURLToPath(target))) return true;
  return anchor !== "" && !anchorsOf(read(target)).includes(anchor);
}

describe("the documentation", () => {
  test.each(pages)("%s links to nothing that is not there", (name) => {
    const page = new URL(name, ROOT);
    const text = read(page).replace(/```[\s\S]*?```/g, "");
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
    expect(links.filter((link) => !/^[a-z]+:/.test(link) && isBroken(link, page))).toEqual([]);
  });
});
