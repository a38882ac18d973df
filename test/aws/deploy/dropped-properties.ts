/**
 * Properties of the templates that the emulator's CloudFormation takes and drops: read from the template, held against what is there,
 * and set through the service's own API where they differ. Each one set is told, since nothing here shows that CloudFormation would
 * have set it.
 */
import { isDeepStrictEqual } from "node:util";
import { bucketSettings } from "./settings/buckets.ts";
import { queueSettings } from "./settings/queues.ts";
import type { Setting } from "./settings/setting.ts";
import { tableSettings } from "./settings/tables.ts";
import type { DeployedTemplate } from "./templates.ts";

interface AppliedProperty {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly property: string;
  /** Null where the property was set as the template says; else why it could not be set. */
  readonly failure: string | null;
}

export interface Comparison {
  /** How many properties were looked at. */
  readonly compared: number;
  readonly applied: readonly AppliedProperty[];
}

/** @returns what had been dropped and was applied */
export async function applyDroppedProperties(templates: readonly DeployedTemplate[]): Promise<Comparison> {
  const settings = [...tableSettings(), ...queueSettings(), ...bucketSettings()];
  const applied: AppliedProperty[] = [];
  let compared = 0;
  for (const template of templates) {
    for (const [logicalId, { Type, Properties = {} }] of Object.entries(template.resources)) {
      const mine = settings.filter(({ type, property }) => type === Type && Properties[property] !== undefined);
      for (const setting of mine) {
        compared += 1;
        const wanted = template.resolve(Properties[setting.property]);
        const failure = await settle(setting, template.physicalIds[logicalId] ?? "", wanted);
        if (failure === undefined) continue;
        applied.push({ stack: template.stack, logicalId, type: Type, property: setting.property, failure });
      }
    }
  }
  return { compared, applied };
}

/** @returns undefined where there was nothing to do, null where it was done, else why it could not be */
async function settle(setting: Setting, id: string, property: unknown): Promise<string | null | undefined> {
  const wanted = setting.wanted(property);
  if (isDeepStrictEqual(await setting.read(id), wanted)) return undefined;
  try {
    await setting.apply(id, property);
    const found = await setting.read(id);
    return isDeepStrictEqual(found, wanted) ? null : `reads back as ${JSON.stringify(found)}`;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}
