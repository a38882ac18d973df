import { UsageError } from "../command.ts";

/**
 * An option's value within the bounds of the event that it goes into.
 * @throws UsageError where it is missing, blank or too long
 */
export function bounded(name: string, value: string | undefined, maximum: number): string {
  if (value !== undefined && value.trim() !== "" && value.length <= maximum) return value;
  throw new UsageError(`--${name}: expected 1 to ${maximum} characters`);
}
