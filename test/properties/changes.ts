/** Changes of a tree, as fast-check draws and shrinks them: what to do, and where, as numbers that fit any tree. */
import fc from "fast-check";
import { isElement, type TreeElement } from "./tree.ts";

const word = fc.constantFrom(
  "a",
  "ID",
  "Role",
  "saml:Attribute",
  "saml:Assertion",
  "ds:Signature",
  "samlp:Status",
  "x",
);
const attributeName = fc.constantFrom(
  "a",
  "ID",
  "Id",
  "Name",
  "xml:space",
  "xmlns:x",
  "xmlns",
  "xsi",
  "saml:x",
  "xmlnsx",
);
const text = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "\n",
    "admin",
    "eve@acme.example",
    "&amp;",
    "&#13;",
    "&#xa0;",
    "é",
    "\u2028",
    "2026-08-03T10:00:00Z",
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }).map((each) => each.replace(/[<>&"\p{Cc}\p{Cn}]/gu, "")),
);
const at = fc.nat(10_000);

/** Where: the element among those that may be changed, and a place in it. */
const place = { element: at, index: at };

export const change = fc.oneof(
  fc.record({ does: fc.constant("set-text" as const), ...place, text }),
  fc.record({ does: fc.constant("insert-text" as const), ...place, text }),
  fc.record({ does: fc.constant("set-attribute" as const), ...place, text }),
  fc.record({ does: fc.constant("add-attribute" as const), ...place, name: attributeName, text }),
  fc.record({ does: fc.constant("remove-attribute" as const), ...place }),
  fc.record({ does: fc.constant("rename-attribute" as const), ...place, name: attributeName }),
  fc.record({ does: fc.constant("rename-element" as const), ...place, name: word }),
  fc.record({ does: fc.constant("insert-element" as const), ...place, name: word, text }),
  fc.record({ does: fc.constant("wrap-element" as const), ...place, name: word }),
  fc.record({ does: fc.constant("unwrap-element" as const), ...place }),
  fc.record({ does: fc.constant("remove-child" as const), ...place }),
  fc.record({ does: fc.constant("duplicate-child" as const), ...place }),
  fc.record({ does: fc.constant("swap-children" as const), ...place }),
  fc.record({ does: fc.constant("move-child" as const), ...place, to: at }),
);

export type Change = typeof change extends fc.Arbitrary<infer Drawn> ? Drawn : never;

const pick = <Item>(items: readonly Item[], index: number): Item | undefined => items[index % items.length];

/** Splits a start tag's first element child, where there is one, from where it stands. */
function childAt(element: TreeElement, index: number) {
  const children = element.children.filter(isElement);
  const child = pick(children, index);
  return child && { child, position: element.children.indexOf(child) };
}

function changeAttributes({ attributes }: TreeElement, drawn: Change): void {
  const found = pick(attributes, drawn.index);
  switch (drawn.does) {
    case "set-attribute":
      if (found) found[1] = drawn.text;
      break;
    case "rename-attribute":
      if (found) found[0] = drawn.name;
      break;
    case "remove-attribute":
      if (found) attributes.splice(attributes.indexOf(found), 1);
      break;
    case "add-attribute":
      attributes.push([drawn.name, drawn.text]);
      break;
    default:
  }
}

function changeChildren(element: TreeElement, drawn: Change, all: readonly TreeElement[]): void {
  const { children } = element;
  const found = childAt(element, drawn.index);
  switch (drawn.does) {
    case "set-text":
      if (!children.some(isElement)) element.children = [drawn.text];
      break;
    case "insert-text":
      children.splice(drawn.index % (children.length + 1), 0, drawn.text);
      break;
    case "rename-element":
      element.name = drawn.name;
      break;
    case "insert-element":
      children.splice(drawn.index % (children.length + 1), 0, {
        name: drawn.name,
        attributes: [],
        children: [drawn.text],
      });
      break;
    case "wrap-element":
      if (found) children[found.position] = { name: drawn.name, attributes: [], children: [found.child] };
      break;
    case "unwrap-element":
      if (found) children.splice(found.position, 1, ...found.child.children);
      break;
    case "remove-child":
      if (found) children.splice(found.position, 1);
      break;
    case "duplicate-child":
      if (found) children.splice(found.position, 0, structuredClone(found.child));
      break;
    case "swap-children": {
      const other = childAt(element, drawn.index + 1);
      if (found && other) {
        children[found.position] = other.child;
        children[other.position] = found.child;
      }
      break;
    }
    case "move-child": {
      const target = pick(all, drawn.to);
      if (found && target) {
        children.splice(found.position, 1);
        target.children.push(found.child);
      }
      break;
    }
    default:
  }
}

/**
 * Applies the changes one after the other.
 * @param changeable the elements that may be changed, asked again for each change
 */
export function applyChanges(changes: readonly Change[], changeable: () => readonly TreeElement[]): void {
  for (const drawn of changes) {
    const all = changeable();
    const element = pick(all, drawn.element);
    if (!element) return;
    changeAttributes(element, drawn);
    changeChildren(element, drawn, all);
  }
}
