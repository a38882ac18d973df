/** A role mapping as events name it. */
import type * as z from "zod";
import { printable } from "../events/printable.ts";
import type { mappingDefinition, mappingReference } from "../events/role-fields.ts";
import type { RoleMapping } from "./role-mapping.ts";

export function referenceOf(mapping: RoleMapping): z.input<typeof mappingReference> {
  const { id, identityProvider: identityProviderId, samlRole, environment, iamRole } = mapping;
  return { id, identityProviderId, samlRole: printable(samlRole, 256), environment, iamRole };
}

export function definitionFieldsOf(mapping: RoleMapping): z.input<typeof mappingDefinition> {
  const { owner, purpose, maximumSessionMinutes, envelope, protected: isProtected, optOut, status } = mapping;
  return {
    ...referenceOf(mapping),
    owner,
    purpose,
    maximumSessionMinutes,
    envelope,
    protected: isProtected,
    optOut: optOut && { ...optOut },
    status,
  };
}
