/** Collects what a conditional UpdateItem sets, removes and expects. What is null is not stored, so a null removes, or expects nothing there. */
export class UpdateExpression {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, unknown> = {};
  readonly #set: string[] = [];
  readonly #remove: string[] = [];
  readonly #conditions: string[] = [];

  #name(attribute: string): string {
    this.names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  }

  assign(attribute: string, value: unknown): void {
    const name = this.#name(attribute);
    if (value === null) {
      this.#remove.push(name);
      return;
    }
    this.values[`:${attribute}`] = value;
    this.#set.push(`${name} = :${attribute}`);
  }

  expect(attribute: string, value: unknown): void {
    const name = this.#name(attribute);
    if (value === null) {
      this.#conditions.push(`attribute_not_exists(${name})`);
      return;
    }
    this.values[`:expected_${attribute}`] = value;
    this.#conditions.push(`${name} = :expected_${attribute}`);
  }

  get update(): string {
    const remove = this.#remove.length > 0 ? ` REMOVE ${this.#remove.join(", ")}` : "";
    return `SET ${this.#set.join(", ")}${remove}`;
  }

  get condition(): string {
    return this.#conditions.join(" AND ");
  }
}
