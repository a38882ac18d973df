/** Copies of the demo's stage file and mapping file, to be changed as people change them in a pull request. */
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Document, isMap, isSeq, parseDocument } from "yaml";

interface MappingEdits {
  /** ARNs by mapping id. */
  readonly iamRoles?: Readonly<Record<string, string>>;
  /** Ids of mappings to leave out. */
  readonly without?: readonly string[];
}

export interface StageFiles {
  readonly folder: string;
  readonly stageFile: string;
  changeStage(change: (document: Document) => void): Promise<void>;
  /** Writes the mapping file as it came, but for these. */
  writeMappings(edits?: MappingEdits): Promise<void>;
}

async function changeFile(file: string, change: (document: Document) => void): Promise<void> {
  const document = parseDocument(await readFile(file, "utf8"));
  change(document);
  await writeFile(file, document.toString({ lineWidth: 0 }));
}

function edit(document: Document, { iamRoles = {}, without = [] }: MappingEdits): void {
  const mappings = document.get("mappings");
  if (!isSeq(mappings)) throw new Error("the mapping file has no mappings");
  const idOf = (item: unknown): string => (isMap(item) ? String(item.get("id")) : "");
  mappings.items = mappings.items.filter((item) => !without.includes(idOf(item)));
  for (const item of mappings.items) {
    const iamRole = iamRoles[idOf(item)];
    if (isMap(item) && iamRole !== undefined) item.set("iamRole", iamRole);
  }
}

export async function copyStageFiles(folder: string): Promise<StageFiles> {
  await mkdir(folder, { recursive: true });
  const [stageFile, mappingFile] = [join(folder, "stage.yaml"), join(folder, "role-mappings.yaml")];
  const original = (name: string) => new URL(name, import.meta.url);
  async function writeMappings(edits: MappingEdits = {}): Promise<void> {
    await copyFile(original("role-mappings.yaml"), mappingFile);
    await changeFile(mappingFile, (document) => edit(document, edits));
  }
  await copyFile(original("stage.yaml"), stageFile);
  await writeMappings();
  return { folder, stageFile, changeStage: (change) => changeFile(stageFile, change), writeMappings };
}
