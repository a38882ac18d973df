/** Writes the tables of attacks into docs/validation.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { attackTables, BEGIN, END } from "./table.ts";

const page = new URL("../../docs/validation.md", import.meta.url);
const text = readFileSync(page, "utf8");
const [before = ""] = text.split(BEGIN);
const [, after = ""] = text.split(END);
writeFileSync(page, `${before}${BEGIN}\n\n${attackTables()}\n\n${END}${after}`);
