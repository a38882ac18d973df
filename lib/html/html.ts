/** HTML by a tagged template that escapes: what is put in is text unless it is `Html` already. */

/** Markup that was made by the template below, and by nothing else. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  static of(strings: readonly string[], values: readonly Interpolation[]): Html {
    return new Html(strings.map((text, index) => (index === 0 ? text : rendered(values[index - 1]) + text)).join(""));
  }

  toString(): string {
    return this.#markup;
  }
}

/** `null` leaves nothing behind, a list is joined without separators. */
type Interpolation = string | number | Html | null | undefined | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function rendered(value: Interpolation): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Html) return value.toString();
  if (typeof value === "object") return value.map(String).join("");
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/**
 * Markup with every interpolation escaped for text and for quoted attributes. A URL in `href` must be one that was checked.
 * @example html`<a href="${url}">${label}</a>`
 */
export function html(strings: TemplateStringsArray, ...values: readonly Interpolation[]): Html {
  return Html.of(strings, values);
}
